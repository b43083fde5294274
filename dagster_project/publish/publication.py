"""The walk of one publication: read the build, write both tiers, describe them, swap the link."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import duckdb
import polars as pl

from dagster_project.errors import UserError
from dagster_project.publish import swap, tables
from dagster_project.publish.dictionary import dictionary
from dagster_project.publish.disclosure import PROFILES, disclose
from dagster_project.publish.manifest import (
    HEADLINES,
    ReleaseFacts,
    TableFacts,
    datapackage,
    manifest,
    sha256,
    write_json,
)
from dagster_project.publish.marts import Mart, read_marts
from dagster_project.release import (
    DATABASE,
    DATAPACKAGE,
    DICTIONARY,
    MANIFEST,
    SCHEMA,
    TIERS,
    Release,
    Tier,
    connect,
    ident,
    literal,
    read_release,
    releases_dir,
)
from dagster_project.settings import ReleasesPolicy

Addition = Callable[[Release], AbstractContextManager[Callable[[Release], None]]]
_RELEASE_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")
_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def _nothing(written: Release) -> Iterator[Callable[[Release], None]]:
    yield lambda written: None


def publish(
    build_db: Path,
    dbt_manifest: Path,
    marts_dir: Path,
    facts: ReleaseFacts,
    policy: ReleasesPolicy | None = None,
    stay: Collection[str] = (),
    add: Addition = _nothing,
    memory: str | None = None,
) -> Release:
    """Publish the marts in `build_db` as release `facts.release_id` and point `current` at it.

    `add` may put more files into the release's folder. It is given the release when nobody sees it yet and
    only its public tier is written, and works on while the internal one is; what it yields is called with
    the release of both. What it raises keeps the release from being published.
    `memory` limits DuckDB (`4000MiB`); None leaves it to DuckDB.
    A release of that id that is already there whole, with the tables of this build, is only pointed at. Then
    releases that `policy` no longer keeps are removed, but for those in `stay`. On any failure `current`
    stays where it was. UserError when the disk is full; RuntimeError when the models and their manifest do
    not fit together.
    """
    if not _RELEASE_ID.fullmatch(facts.release_id):
        raise ValueError(f"{facts.release_id!r} cannot be a release id")
    swap.sweep(marts_dir)
    target = releases_dir(marts_dir) / facts.release_id
    with _disk_full_explained(marts_dir):
        if is_whole(target) and _is_of(build_db, target):
            os.utime(target / MANIFEST)  # published last, whenever it was written
        else:
            with swap.building(marts_dir, facts.release_id) as folder:
                _write(build_db, dbt_manifest, folder, facts, add, memory)
                swap.install(folder, marts_dir, facts.release_id)
        swap.point_at(marts_dir, facts.release_id)
    swap.prune(marts_dir, policy or ReleasesPolicy(), stay)
    return read_release(target.resolve())


def is_whole(path: Path) -> bool:
    """Whether the release in `path` is complete: every stable file and every table has its checksum."""
    if not (path / MANIFEST).is_file():
        return False
    try:
        release = read_release(path)
        if any(sha256(path / name) != digest for name, digest in release.manifest["files"].items()):
            return False
        for tier in TIERS:
            connection = connect(release, tier)
            try:
                for name, table in release.manifest["tables"][tier].items():
                    content = tables.checksum(connection, f"{SCHEMA}.{ident(name)}")
                    if content != table["table_checksum"]:
                        return False
            finally:
                connection.close()
    except (UserError, FileNotFoundError, KeyError, duckdb.Error):
        return False  # whatever is missing or unreadable, the answer to the question is no
    return True


def _is_of(build_db: Path, path: Path) -> bool:
    """Whether the release in `path` holds the tables of this build.

    The same id means the same inputs, so it does, unless something was wrong when it was made: a landed file
    that was damaged in the cache, for one.
    """
    wanted = read_release(path).manifest["tables"]["internal"]
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach {literal(str(build_db))} as build (read_only)")
        return all(
            tables.checksum(connection, f"build.{SCHEMA}.{ident(name)}") == table["table_checksum"]
            for name, table in wanted.items()
        )


def _write(
    build_db: Path,
    dbt_manifest: Path,
    folder: Path,
    facts: ReleaseFacts,
    add: Addition,
    memory: str | None,
) -> None:
    """Write the whole release into `folder`."""
    spill = folder / ".spill"
    config = {"temp_directory": str(spill), "autoinstall_known_extensions": "false"}
    if memory is not None:
        config["memory_limit"] = memory
    with duckdb.connect(":memory:", config=config) as connection:
        connection.execute(f"attach {literal(str(build_db))} as build (read_only)")
        marts = read_marts(dbt_manifest, connection, "build")
        published = {tier: [m.in_tier(tier) for m in marts if tier in m.tiers] for tier in TIERS}
        names = {mart.name for mart in published["internal"]}
        figures = {
            name: tables.checksum(connection, f"(select * from build.{SCHEMA}.{name} where {condition})")
            for name, condition in HEADLINES.items()
            if name in names
        }
        written: dict[Tier, dict[str, TableFacts]] = {}

        def with_tier(tier: Tier) -> Release:
            written[tier] = _write_tier(connection, folder, tier, published[tier], facts)
            write_json(folder / DATAPACKAGE, datapackage(facts, published, written))
            return Release(facts.release_id, folder, manifest(facts, written, figures, {}))

        with add(with_tier("public")) as finish:
            finish(with_tier("internal"))
    if spill.exists():
        spill.rmdir()
    write_json(folder / MANIFEST, manifest(facts, written, figures, _stable_files(folder)))


def _write_tier(
    connection: duckdb.DuckDBPyConnection, folder: Path, tier: Tier, marts: list[Mart], facts: ReleaseFacts
) -> dict[str, TableFacts]:
    """Write one tier's Parquet files, DuckDB file and dictionary."""
    directory = folder / tier
    directory.mkdir()
    parquet = {mart.name: directory / f"{mart.name}.parquet" for mart in marts}
    rows = {}

    def write_parquet(mart: Mart) -> int:
        with connection.cursor() as own, _shown(own, mart, tier, facts) as relation:
            return tables.write_parquet(own, mart, relation, parquet[mart.name])

    with (
        tables.new_database(connection, directory / DATABASE) as catalog,
        _ahead(write_parquet, marts) as counts,
    ):
        for mart, count in zip(marts, counts, strict=True):
            rows[mart.name] = count
            tables.write_table(connection, mart, parquet[mart.name], catalog)
    (directory / DICTIONARY).write_text(dictionary(facts, tier, marts, rows), encoding="utf-8")
    with tables.written_database(connection, directory / DATABASE) as catalog:
        checksums = {
            mart.name: tables.checksum(connection, f"{catalog}.{ident(mart.name)}") for mart in marts
        }
    return {
        name: TableFacts(
            rows=rows[name],
            bytes=path.stat().st_size,
            parquet_sha256=sha256(path),
            table_checksum=checksums[name],
        )
        for name, path in parquet.items()
    }


@contextmanager
def _ahead(work: Callable[[Mart], int], marts: list[Mart]) -> Iterator[Iterator[int]]:
    """What `work` gives of each mart; it goes on with the next ones while the caller uses it.

    Putting a large mart in order keeps one core busy: the file of one is written beside the table of another.
    """
    with ThreadPoolExecutor(1) as thread:
        try:
            yield thread.map(work, marts)
        finally:
            thread.shutdown(cancel_futures=True)


@contextmanager
def _shown(
    connection: duckdb.DuckDBPyConnection, mart: Mart, tier: Tier, facts: ReleaseFacts
) -> Iterator[str]:
    """Yields the relation to publish: the build's table, or for public its disclosed copy."""
    built = f"build.{SCHEMA}.{ident(mart.name)}"
    if tier == "internal" or mart.disclosure is None:
        yield built
        return
    frame = pl.DataFrame(connection.sql(f"select * from {built}").to_arrow_table())
    shown = disclose(frame, mart.disclosure, PROFILES[facts.disclosure.profile])
    connection.register("shown", shown.to_arrow())
    try:
        yield "shown"
    finally:
        connection.unregister("shown")


def _stable_files(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in the release but the DuckDB files, whose bytes carry a random identifier."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != DATABASE)
    return {path.relative_to(folder).as_posix(): sha256(path) for path in sorted(files)}


@contextmanager
def _disk_full_explained(marts_dir: Path) -> Iterator[None]:
    """Turn a full disk, which DuckDB reports in its own words, into a user error."""
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        if getattr(error, "errno", None) in _FULL or "No space left" in str(error):
            raise UserError(
                f"The disk of {marts_dir} is full; nothing was published and the last release stays.",
                "Free some space (`releases: {keep: 10}` in institution.yml keeps less) and run again.",
            ) from error
        raise
