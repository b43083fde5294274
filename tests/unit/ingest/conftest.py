from pathlib import Path

import pytest

from tests.unit.ingest.office import Office

# Helpers whose assertions compare: without this a failure would not say what differs.
pytest.register_assert_rewrite("tests.unit.ingest.corpus")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "data")
