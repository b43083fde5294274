"""Every file of the corpus becomes what is written beside it, and nothing personal gets out."""

from __future__ import annotations

import gzip
import io
from collections import Counter

import polars as pl
import pytest

from dagster_project.contracts import CONTRACTS
from tests.fixtures.deliveries.builder.pack import members
from tests.unit.ingest.corpus import CORPUS, Case, cases, compare, land
from tests.unit.ingest.office import Office

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_delivery_becomes_what_is_written_beside_it(office: Office, case: Case) -> None:
    record = land(office, case.feed, case.path.name, case.path.read_bytes(), case.expected)
    compare(office, case.feed, record, case.expected)


def test_every_file_is_described_once_and_every_feed_has_cases() -> None:
    files = [path for part in ("good", "broken") for path in (CORPUS / part).glob("*/*")]
    assert Counter(case.path for case in CASES) == Counter(
        path for path in files if not path.name.startswith("expected")
    )
    feeds = Counter(case.feed for case in CASES)
    assert set(feeds) == set(CONTRACTS)
    assert min(feeds.values()) >= 2


def test_the_committed_files_are_those_of_the_builder() -> None:
    # Imported here: its bombs are made on import.
    from tests.fixtures.deliveries.builder.files import FILES

    assert {case.path.relative_to(CORPUS).as_posix() for case in CASES} == set(FILES)
    committed = {name: (CORPUS / name).read_bytes() for name in FILES}
    differing = [name for name in FILES if committed[name] != FILES[name]]
    assert [
        name for name in differing if _content(name, committed[name]) != _content(name, FILES[name])
    ] == []


def _content(name: str, data: bytes) -> object:
    """What is packed, where the packer of another version may write other bytes."""
    if name.endswith(".gz"):
        return gzip.decompress(data)
    if name.endswith((".zip", ".xlsx")):
        return members(data)
    if name.endswith(".parquet"):
        return pl.read_parquet(io.BytesIO(data)).to_dicts()
    return data
