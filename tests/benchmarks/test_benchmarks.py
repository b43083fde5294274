"""That the harness measures and tells: on a command of a second and on figures written here."""

from __future__ import annotations

import sys

import pytest

from tests.benchmarks import page
from tests.benchmarks.deliveries import as_csv
from tests.benchmarks.watch import Measured, watch
from tests.deployments import write_csv, write_xlsx

_WORK = """
import sys, time
def stage(name, megabytes):
    held = bytearray(megabytes * 1_000_000)
    held[::1000] = b"x" * len(held[::1000])
    time.sleep(0.6)
    print(f"{name:<20}    0.6 s", file=sys.stderr, flush=True)
stage("landing", 1)
stage("building", 200)
"""


def test_each_stage_has_its_own_peak_and_the_whole_the_highest():
    landing, building, whole = watch([sys.executable, "-c", _WORK])
    assert [one.stage for one in (landing, building, whole)] == ["landing", "building", "whole"]
    assert building.peak_mb - landing.peak_mb > 150
    assert whole.peak_mb == building.peak_mb
    assert whole.seconds >= landing.seconds + building.seconds


def test_a_command_that_fails_is_no_measurement():
    with pytest.raises(RuntimeError, match="the disk is full"):
        watch([sys.executable, "-c", "import sys; sys.exit('the disk is full')"])


def test_the_page_compares_with_the_reference_and_the_first_run():
    found = page.Found(
        reference=Measured("whole", 10.0, 15.0, 2000),
        first=[Measured("building", 20.0, 0.0, 4000), Measured("whole", 25.0, 40.0, 4500)],
        new_rows=1000,
        second=[Measured("whole", 10.0, 12.0, 3000)],
    )
    text = page.text(page.Size(100_000, 1_000_000, 100_000), found)
    assert "| first run: building | 20.0 |  | 4,000 | 2.00 |" in text
    assert "takes 2.5 times the reference, or 15 s more" in text
    assert "takes 40% of the first" in text
    assert page.plot(page.Size(100_000, 1, 1), found).count("<rect") == 4


def test_deliveries_become_csv_from_their_header_on(tmp_path):
    workbook = write_xlsx(tmp_path / "x.xlsx", [["汇总表"], ["学号", "姓名"], ["2190000001", "学生甲"]])
    text = write_csv(tmp_path / "y.csv", [["学号", "姓名"], ["2190000001", "学生甲"]], encoding="gb18030")
    content = "学号,姓名\r\n2190000001,学生甲\r\n".encode()
    assert as_csv(workbook).read_bytes() == content
    assert as_csv(text).read_bytes() == content
