"""What `gradmart quarantine` tells: counts, what to do once a rule, then the lines of each delivery."""

from __future__ import annotations

from dagster_project.cli.quarantined import quarantine_text
from dagster_project.orchestration.status import Quarantine

A, B = "graduates/a.csv", "graduates/b.xlsx"


def row(
    line: int,
    what: str,
    rule: str = "blank_key",
    file: str = A,
    sheet: str | None = None,
    sound: bool = False,
):
    return {"file": file, "sheet": sheet, "line": line, "rule": rule, "what": what, "is_sound": sound}


def count(rows: int, rule: str, *advice: str, feed: str = "graduates"):
    return {"rows": rows, "feed": feed, "rule": rule, "what_to_do": list(advice)}


def test_counts_first_then_what_to_do_once_a_rule_then_the_lines_of_each_delivery():
    rows = [
        row(3, "学号 is blank."),
        row(4, "学号 is blank."),
        row(9, "学号 is blank.", file=B, sheet="Sheet1"),
    ]
    found = Quarantine([], [count(3, "blank_key", "Fill it in.")], rows)
    assert quarantine_text(found, 50) == (
        "rows  feed       rule\n"
        "   3  graduates  blank_key\n"
        "\n"
        "What to do\n"
        "  blank_key  Fill it in.\n"
        "\n"
        "graduates/a.csv\n"
        "  lines 3, 4  blank_key  学号 is blank.\n"
        "\n"
        "graduates/b.xlsx, sheet 'Sheet1'\n"
        "  line 9  blank_key  学号 is blank.\n"
        "\n"
        "For the sender of a delivery: gradmart quarantine DELIVERY --workbook FILE.xlsx"
    )


def test_beyond_the_limit_rows_are_counted():
    found = Quarantine([], [count(2, "blank_key", "Fill it in.")], [row(3, "x."), row(4, "y.")])
    text = quarantine_text(found, 1)
    assert "line 4" not in text
    assert "(1 more rows; --limit 0 shows all, --json all with cells)" in text


def test_many_lines_of_one_kind_are_not_all_listed():
    rows = [row(line, "学号 is blank.") for line in range(1, 101)]
    text = quarantine_text(Quarantine([], [count(100, "blank_key", "Fill it in.")], rows), None)
    assert "  lines 1, 2, 3, 4, 5, 6 and 94 more  blank_key  学号 is blank." in text


def test_advice_of_one_rule_is_told_once_for_all_feeds():
    by_rule = [count(2, "blank_key", "Fill it in."), count(1, "blank_key", "Fill it in.", feed="fairs")]
    text = quarantine_text(Quarantine([], by_rule, [row(3, "x.")]), 50)
    assert text.count("Fill it in.") == 1


def test_sound_rows_of_a_refused_delivery_are_counted_and_not_listed():
    by_rule = [count(1, "delivery_refused", "It counts again."), count(1, "blank_key", "Fill it in.")]
    rows = [row(2, "the row is sound.", "delivery_refused", sound=True), row(3, "x.")]
    text = quarantine_text(Quarantine([], by_rule, rows), 50)
    assert "line 2" not in text
    assert "(1 sound rows share the fate of their refused deliveries and are not listed)" in text


def test_long_lines_are_wrapped_below_their_column():
    found = Quarantine(
        [], [count(1, "blank_key", "Fill it in.")], [row(3, "毕业去向 is blank and so is 学号.")]
    )
    assert quarantine_text(found, 50, width=40).splitlines()[-4:-2] == [
        "  line 3  blank_key  毕业去向 is blank",
        "                     and so is 学号.",
    ]


def test_nothing_is_said_in_one_sentence():
    assert quarantine_text(Quarantine([], [], []), 50) == "Nothing is in quarantine."
