"""Files landed by several processes: the same bytes as by one, and nothing is lost on the way back."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from dagster_project.errors import ConfigurationError, DeliveryRefused
from dagster_project.ingest import side_by_side
from dagster_project.ingest.institution_file import load_institution
from dagster_project.ingest.landing import land_feed
from dagster_project.settings import Paths
from tests.deployments import write_csv, write_institution

HEADER = ["学号", "毕业年份", "毕业去向代码", "单位名称"]


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_many_processes_land_what_one_lands(tmp_path, monkeypatch):
    """Sound files, a copy, a file of no date, one without a header, and one with a bad row."""
    folders = []
    for name, limit in (("alone", 10**9), ("many", 0)):
        monkeypatch.setattr(side_by_side, "WORTH_IT", limit)
        data = tmp_path / name
        write_institution(data, quarantine={"max_share": 0.5})
        raw = data / "raw" / "destinations"
        rows = [[f"2022{number:04d}", "2022", "10", "示例公司"] for number in range(200)]
        for day in (1, 2, 3):
            write_csv(raw / f"就业_2022-08-0{day}.csv", [HEADER, *rows[: 50 * day]])
        write_csv(raw / "copy_2022-08-09.csv", [HEADER, *rows[:50]])
        write_csv(raw / "undated.csv", [HEADER, *rows])
        write_csv(raw / "no_header_2022-08-05.csv", rows)
        write_csv(raw / "bad_row_2022-08-06.csv", [HEADER, *rows[:9], ["20220099", "2022", "九十九", ""]])
        institution = load_institution(Paths(data).institution_file)
        seen: list[str] = []
        records = land_feed(
            Paths(data), institution, b"k" * 64, "destinations", dt.date(2022, 9, 1),
            on_progress=lambda file, *_, told=seen: told.append(file),
        )  # fmt: skip
        folders.append((records, seen, files_of(data / "landing")))
    assert folders[0] == folders[1]
    statuses = [record["status"] for record in folders[0][0]]
    assert {"landed", "refused", "repeated"} == set(statuses)


def half(number: int) -> int:
    if number == 13:
        raise ConfigurationError("13 is odd.", "Take another.")
    return number // 2


def test_results_come_in_order_and_small_or_large_things_need_no_process(monkeypatch):
    monkeypatch.setattr(side_by_side, "IN_HAND", 2 * side_by_side.WORTH_IT)
    big, one_file = side_by_side.WORTH_IT, partial(side_by_side.side_by_side, half)
    for sizes in ([big, big, big], [1, 1, 1], [0, big, 0], [big + 1, big + 1, big]):
        assert list(one_file([8, 4, 2], sizes)) == [4, 2, 1]


def test_an_error_of_a_process_is_raised_with_its_words():
    size = side_by_side.WORTH_IT
    with pytest.raises(ConfigurationError) as caught:
        list(side_by_side.side_by_side(half, [2, 13, 4], [size] * 3))
    assert (caught.value.what, caught.value.do) == ("13 is odd.", "Take another.")


def test_a_refusal_keeps_its_rule_on_the_way_to_another_process():
    told = pickle.loads(pickle.dumps(DeliveryRefused("no_date", "No date.", "Give one.", [{"header": "x"}])))
    assert (told.rule, told.what, told.do, told.unknown_headers) == (
        "no_date", "No date.", "Give one.", [{"header": "x"}],
    )  # fmt: skip
    assert str(told) == "No date. Give one."


KILLED = """
import sys, time
from pathlib import Path
from dagster_project.ingest import side_by_side
from tests.unit.ingest.test_side_by_side import wait_for_ever
list(side_by_side.side_by_side(wait_for_ever, [sys.argv[1]] * 2, [side_by_side.WORTH_IT] * 2))
"""


def wait_for_ever(folder: str) -> None:
    Path(folder, f"{os.getpid()}").touch()
    time.sleep(600)


def test_processes_end_with_a_run_that_is_killed(tmp_path):
    root = Path(__file__).parents[3]
    run = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], cwd=root)
    deadline = time.monotonic() + 120
    while len(started := list(tmp_path.iterdir())) < min(2, os.cpu_count() or 1):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    run.send_signal(signal.SIGKILL)
    run.wait()
    while any(Path("/proc", process.name).exists() for process in started):
        assert time.monotonic() < deadline, "they go on"
        time.sleep(0.05)


def run_program(program: str, *arguments: str, **environment: str) -> str:
    """What a Python program prints that has started no process yet."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=Path(__file__).parents[3],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


ELSEWHERE = """
import sys
from dagster_project.ingest.side_by_side import elsewhere
from tests.unit.ingest.test_side_by_side import half
print(elsewhere(half, int(sys.argv[1])))
"""


def test_processes_start_however_deep_the_data_folder_lies(tmp_path):
    """The name of a socket has 107 signs, and the folder for temporary files lies in the data folder."""
    deep = tmp_path / ("career centre " * 8)
    deep.mkdir()
    assert run_program(ELSEWHERE, "8", TMPDIR=str(deep)) == "4\n"
    assert list(deep.iterdir()) == []


READY = """
from dagster_project.ingest.side_by_side import elsewhere, get_ready
from tests.unit.ingest.test_side_by_side import is_loaded
get_ready(["wave"])
print(elsewhere(is_loaded, "wave"), is_loaded("wave"))
"""


def is_loaded(module: str) -> bool:
    return module in sys.modules


def test_processes_have_loaded_what_the_run_itself_has_not():
    assert run_program(READY) == "True False\n"


THREADS = """
import os
import polars as pl
from dagster_project.ingest.side_by_side import elsewhere
print(elsewhere(pl.thread_pool_size), os.environ.get("POLARS_MAX_THREADS"))
"""


def test_a_process_for_each_core_has_one_thread_of_polars(monkeypatch):
    monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)
    assert run_program(THREADS) == "1 None\n"
    assert run_program(THREADS, POLARS_MAX_THREADS="2") == "1 2\n"


COMPLAINT = """
import sys
from dagster_project.ingest.side_by_side import elsewhere, get_ready
from tests.unit.ingest.test_side_by_side import complain
if len(sys.argv) > 1:
    get_ready([])
elsewhere(complain)
"""


def complain() -> None:
    sys.stderr.write("a warning\n")


def test_what_processes_complain_of_goes_into_the_log_of_a_run_and_not_between_the_files_of_a_report():
    assert run_program(COMPLAINT, "in a run") == "a warning\n"
    assert run_program(COMPLAINT) == ""
