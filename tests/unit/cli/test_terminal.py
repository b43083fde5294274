"""Text for people: tables that line up with Chinese in them, and what `status` tells."""

import io
import sys

from dagster_project.cli import terminal
from dagster_project.orchestration.progress import Progress
from dagster_project.orchestration.runlog import RunRecord
from dagster_project.orchestration.status import Status

REFUSED = {"file": "graduates/a.csv", "reason": "graduates/a.csv is empty.", "what_to_do": "Export it again."}


def test_columns_line_up_with_chinese_in_them_and_numbers_stand_right():
    assert terminal.table(("file", "rows"), [("毕业生.csv", 9), ("a.csv", 120)]) == (
        "file        rows\n毕业生.csv     9\na.csv        120"
    )


def test_an_empty_cell_is_blank():
    assert terminal.table(("a", "b"), [(None, "x")]) == "a  b\n   x"


def test_a_run_off_the_terminal_says_how_long_each_step_took(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with terminal.watching() as listener:
        listener(Progress("landing", "graduates", 0, 6))
        listener(Progress("landing", "fairs", 1, 6))
        listener(Progress("building"))
    assert [line.split()[0] for line in stream.getvalue().splitlines()] == ["landing", "building"]


def test_quiet_says_nothing(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with terminal.watching(quiet=True) as listener:
        listener(Progress("landing"))
    assert stream.getvalue() == ""


def test_status_tells_release_refusals_and_runs():
    runs = [RunRecord("2026-11-22T02:00:00+08:00", 3.0, "stopped by a gate", 4, message="1 check:\n  - x")]
    text = terminal.status_text(
        Status("20220630-0", True, [], [REFUSED], runs, None, "2026-11-23T02:00+08:00", ["line 3: mended."])
    )
    assert text == (
        "Release   20220630-0 (there is something new: `gradmart run`)\n"
        "Next run  2026-11-23T02:00+08:00\n"
        "\n"
        "Refused deliveries\n"
        "  graduates/a.csv is empty. Export it again.\n"
        "\n"
        "Look at\n"
        "  line 3: mended.\n"
        "\n"
        "Last runs\n"
        "started                    took   outcome            exit  release or reason\n"
        "2026-11-22T02:00:00+08:00  3.0 s  stopped by a gate     4  1 check:"
    )


def test_status_tells_what_is_worth_a_look():
    status = Status(
        "20220630-0", False, [], [], [], None, "2026-11-23T02:00+08:00", ["nothing of fairs has come."]
    )
    assert "\n\nLook at\n  nothing of fairs has come.\n\nLast runs" in terminal.status_text(status)
