"""A chart says what its table says: the same texts, raw values as lengths, a gap where one is withheld."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import altair as alt
import pytest
from polars import read_csv

from dagster_project.reports import charts
from dagster_project.reports.charts import tiles
from dagster_project.reports.charts.tiles import PROVINCES
from dagster_project.reports.measure import wide, wrapped
from dagster_project.reports.model import (
    Bars,
    Chart,
    Column,
    Flows,
    Form,
    Intervals,
    Lines,
    ProvinceTiles,
    Stacks,
    Table,
)
from dagster_project.reports.values import Source, Value, bound, withheld
from dagster_project.settings import PROJECT_ROOT

HIDDEN = 0.7777


def share(raw: float | None) -> Value:
    return bound(raw, "share", "zh", [Source("m/000000000001", "rate")])


def count(raw: int) -> Value:
    return bound(raw, "count", "zh", [Source("m/000000000001", "n")])


def secret(kind="share") -> Value:
    """A withheld value that by some fault still knows its number: a chart must not draw it."""
    hidden = withheld("c", kind, [Source("m/000000000002", "rate")])
    return Value(hidden.text, HIDDEN, hidden.kind, hidden.sources, withheld=True)


def chart(form: Form, columns: list[str], rows: list[tuple]) -> Chart:
    table = Table("t", ("标题",), tuple(map(Column, columns)), tuple(rows))
    return Chart("c", ("标题",), ("图中可见的内容。",), form, table)


CASES = {
    "bars": chart(
        Bars(reference=share(0.9066)), ["学院", "比率"],
        [("法学院", share(0.9137)), ("理学院", share(0.8538)),
         ("医学院", secret())],
    ),
    "groups": chart(
        Bars(group=2), ["学历", "比率", "性别"],
        [("本科", share(0.91), "男"), ("本科", share(0.89), "女"), ("博士", share(0.95), "男"),
         ("博士", secret(), "女")],
    ),
    "stacks": chart(
        Stacks(0, 1, 2), ["学历", "去向", "占比"],
        [("本科", "就业", share(0.61)), ("本科", "升学", share(0.39)), ("博士", "就业", share(0.8)),
         ("博士", "升学", secret())],
    ),
    "lines": chart(
        Lines(0, 1, 2, breaks=("2021",)), ["届别", "比率", "指标"],
        [("2019", share(0.9374), "就业率"), ("2020", share(0.9066), "就业率"),
         ("2021", share(0.9212), "就业率"),
         ("2019", share(0.2811), "升学率"), ("2020", secret(), "升学率"), ("2021", share(0.3007), "升学率")],
    ),
    "intervals": chart(
        Intervals(), ["方面", "满意度", "低", "高"],
        [("指导", share(0.976), share(0.9691), share(0.9815)), ("课程", secret(), secret(), secret())],
    ),
    "tiles": chart(
        ProvinceTiles(), ["省份", "人数"],
        [("陕西省", count(3120)), ("内蒙古自治区", count(57)),
         ("西藏自治区", secret("count")), ("境外", count(44))],
    ),
    "flows": chart(
        Flows(), ["生源地", "就业地", "人数"],
        [("陕西", "陕西", count(900)), ("陕西", "广东", count(320)),
         ("河南", "陕西", count(410)),
         ("河南", "西藏", secret("count"))],
    ),
}  # fmt: skip
SHOWN = {
    "bars": {"91.37%", "85.38%", "[c]", "90.66%", "法学院", "比率"},
    "groups": {"91.00%", "89.00%", "95.00%", "[c]", "本科", "男", "女"},
    "stacks": {"61.00%", "39.00%", "80.00%", "[c]", "博士", "升学"},
    "lines": {"93.74%", "90.66%", "92.12%", "28.11%", "30.07%", "[c]", "2020", "升学率", "口径变更", "比率"},
    "intervals": {"97.60%（96.91%–98.15%）", "[c]", "指导", "满意度"},
    "tiles": {"3,120", "57", "[c]", "陕西", "内蒙古", "香港"},
    "flows": {"900", "320", "410", "陕西", "广东", "河南"},
}  # fmt: skip


def drawn(name: str, lang="zh") -> str:
    return charts.svg(charts.spec(CASES[name], lang))


def written(picture: str) -> set[str]:
    """Texts that one sees, tspans of a label joined."""
    return {
        unescape(re.sub(r"<[^>]+>", "", inner))
        for inner in re.findall(r"<text[^>]*>(.*?)</text>", picture, re.DOTALL)
    }


def marks(picture: str, kind: str) -> int:
    return len(re.findall(f'aria-roledescription="{kind}"', picture))


@pytest.mark.parametrize("name", CASES)
def test_a_chart_shows_the_very_texts_of_its_table_and_nothing_withheld(name):
    picture = drawn(name)
    assert SHOWN[name] <= written(picture), SHOWN[name] - written(picture)
    assert "77.77" not in picture
    assert str(HIDDEN) not in json.dumps(charts.spec(CASES[name], "zh"))


@pytest.mark.parametrize("form", [Bars(counts=(3, 2)), Stacks(0, 1, 2, counts=(3,))])
def test_counts_stand_behind_a_value_that_is_shown_and_where_there_is_room(form):
    at = 1 if isinstance(form, Bars) else 2
    rows = [["甲", share(0.91), count(100), count(91)], ["乙", secret(), count(7), count(6)]]
    if at == 2:
        rows = [[row[0], "就业", row[1], row[3]] for row in rows]
    counted = chart(form, ["学院", "b", "c", "d"], [tuple(row) for row in rows])
    label = "91.00%（91/100）" if at == 1 else "91.00%（91）"
    texts = written(charts.svg(charts.spec(counted, "zh")))
    assert {label, "[c]"} <= texts
    assert not any("6/7" in text for text in texts)
    assert "91.00%" in written(charts.svg(charts.spec(counted, "zh", 340)))


def test_the_rule_of_a_reference_runs_through_no_label():
    picture = drawn("bars")
    rule = float(re.search(r'aria-roledescription="rule mark"[^>]*?translate\(([\d.]+)', picture)[1])
    labels = re.findall(r'text-anchor="end" transform="translate\(([\d.]+),[\d.]+\)"[^>]*>([\d.]+%)', picture)
    assert {shown for _, shown in labels} == {"91.37%", "85.38%"}
    assert all(float(right) - wide(shown) > rule for right, shown in labels)


@pytest.mark.parametrize("name", CASES)
def test_a_specification_is_valid_and_needs_no_network(name):
    specification = charts.spec(CASES[name], "zh")
    alt.LayerChart.from_dict(specification)
    assert '"url"' not in json.dumps(specification)
    assert specification["description"] == "图中可见的内容。"


@pytest.mark.parametrize("name", ["bars", "lines", "flows"])
def test_the_same_chart_gives_the_same_bytes(name):
    assert drawn(name) == drawn(name)
    assert charts.png(charts.spec(CASES[name], "zh"), 1) == charts.png(charts.spec(CASES[name], "zh"), 1)


def test_a_withheld_value_is_a_gap_and_no_bar_of_length_zero():
    assert marks(drawn("bars"), "bar") == 2
    assert marks(drawn("groups"), "bar") == 3


def test_bars_are_as_long_as_their_values():
    rows = next(iter(charts.spec(CASES["bars"], "zh")["datasets"].values()))
    lengths = [
        float(number)
        for number in re.findall(r'aria-roledescription="bar"[^>]* d="M0,[\d.]+h([\d.]+)', drawn("bars"))
    ]
    assert [row["value"] for row in rows][:2] == [0.9137, 0.8538]
    assert lengths[0] / lengths[1] == pytest.approx(0.9137 / 0.8538, rel=1e-3)


def test_a_line_stops_at_a_break_and_at_a_withheld_value():
    rows = next(iter(charts.spec(CASES["lines"], "zh")["datasets"].values()))
    segments = {(row["series"], row["at"]): row["segment"] for row in rows}
    assert segments["就业率", 0] == segments["就业率", 1] != segments["就业率", 2]
    assert segments["升学率", 0] != segments["升学率", 2]
    assert [row["is_break"] for row in rows if row["series"] == "就业率"] == [False, False, True]


def test_weeks_stand_on_an_axis_of_days_with_months_in_the_reports_language():
    days = [date(2020, 11, 1), date(2020, 11, 29), date(2021, 1, 17)]
    rows = [(bound(day, "date", "zh", ()), share(0.5 + at / 10)) for at, day in enumerate(days)]
    weeks = chart(Lines(0, 1), ["周", "比率"], rows)
    assert {"2020年11月", "12月", "2021年1月", "50.00%", "70.00%"} <= written(
        charts.svg(charts.spec(weeks, "zh"))
    )
    assert {"Nov 2020", "Dec", "Jan 2021"} <= written(charts.svg(charts.spec(weeks, "en")))
    places = [row["at"] for row in next(iter(charts.spec(weeks, "zh")["datasets"].values()))]
    assert [after - places[0] for after in places] == [0, 28, 77]


def test_all_34_units_have_a_tile_of_their_own_with_a_name_in_both_languages():
    assert len(PROVINCES) == len({place[2:] for place in PROVINCES}) == 34
    for at in (0, 1):
        assert len({place[at] for place in PROVINCES}) == 34
    assert {"Shaanxi", "Inner Mongolia", "Macao"} <= written(drawn("tiles", "en"))


def test_a_map_finds_the_provinces_of_the_code_table_by_both_their_names():
    table = read_csv(PROJECT_ROOT / "dbt" / "seeds" / "codes" / "code_province.csv", infer_schema_length=0)
    for chinese, english in table.select("label_zh", "label_en").iter_rows():
        assert tiles._place(chinese) == tiles._place(english) == (None if english == "overseas" else chinese)


def test_flows_keep_their_total_and_the_smallest_stand_together():
    rows = [(f"甲{at}", "乙", count(100 + at)) for at in range(9)]
    many = charts.spec(chart(Flows(), ["生源地", "就业地", "人数"], rows), "zh")
    names = [row["name"] for row in many["datasets"]["rows1"]]
    assert names == ["甲8", "甲7", "甲6", "甲5", "甲4", "甲3", "其他"]
    heights = [row["bottom"] - row["top"] for row in many["datasets"]["rows1"]]
    # The rest are 100, 101 and 102 persons, the largest 108.
    assert heights[-1] / heights[0] == pytest.approx(303 / 108)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("机械工程学院", ["机械工程", "学院"]),
        ("further study at home", ["further", "study at", "home"]),
        ("", [""]),
    ],
)
def test_labels_break_between_words_or_ideographs(words, lines):
    assert wrapped(words, 54) == lines


def test_a_broken_label_loses_nothing():
    label = "生命科学与技术学院（含 Institute of Health 中心）"
    lines = wrapped(label, 100)
    assert "".join(lines).replace(" ", "") == label.replace(" ", "")
    assert all(wide(line) <= 100 for line in lines)
