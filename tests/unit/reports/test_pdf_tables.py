"""A table on paper: short words keep their line, long ones give way, and type is small only where need be."""

from __future__ import annotations

from dagster_project.reports import style
from dagster_project.reports.measure import wide
from dagster_project.reports.pdf_tables import set_columns

LONG = "信息传输、软件和信息技术服务业，以及公共管理、社会保障和社会组织的各类单位"


def table(columns: list[tuple[str, bool]], *rows: tuple[str, ...], ids: bool = False) -> dict:
    made = {
        "columns": [{"label": label, "numeric": numeric} for label, numeric in columns],
        "rows": [list(row) for row in rows],
        "ids": ["x"] * len(rows) if ids else [],
    }
    set_columns(made)
    return made


def test_a_short_column_keeps_its_line_beside_long_ones():
    heads = [("单位", False), ("人数", True), ("行业", False), ("名单", False)]
    made = table(heads, ("上海钧垣电力集团", "121", LONG, LONG))
    employer, _, *long = (column["fraction"] for column in made["columns"])
    assert employer >= wide("上海钧垣电力集团", made["size"]) + 2 * made["inset"]
    assert employer < long[0] == long[1]


def test_type_is_small_only_where_lines_would_not_fit():
    few = table([("学院", False), ("人数", True)], ("法学院", "121"))
    many = table([("学院", False), *[("毕业生人数", True)] * 9], ("法学院", *["121"] * 9))
    assert few["size"] == style.SIZES["table"]
    assert many["size"] == style.SIZES["note"]


def test_a_word_of_a_crowded_head_is_not_broken():
    made = table([("学院", False), *[("合计 毕业生人数", True)] * 7], ("法学院", *["1"] * 7))
    assert all(column["width"] >= wide("毕业生人数", made["size"], "bold") for column in made["columns"][1:])


def test_ids_take_from_the_words():
    heads, row = [("单位", False), ("行业", False)], (LONG, LONG)
    beside, alone = table(heads, row, ids=True), table(heads, row)
    assert sum(c["fraction"] for c in beside["columns"]) < sum(c["fraction"] for c in alone["columns"])
