"""Every response is accounted for, and lands the same whichever way the survey was exported."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.errors import DeliveryRefused
from tests.unit.ingest.survey_files import answers, land, survey, typed


def test_copies_clashes_blanks_and_totals_add_up() -> None:
    table = typed(
        ["序号", "来自IP", "5、评价", "6、意见 (填空题)"],
        ["1", "192.0.2.1", "满意", "好"],
        ["1", "192.0.2.9", "满意", "好"],
        ["2", "192.0.2.1", "满意", "好"],
        ["2.0", "192.0.2.1", "一般", "好"],
        ["2", "192.0.2.1", "满意", "好"],
        ["", "192.0.2.1", "满意", "找王老师"],
        ["合计", "", "4", ""],
    )
    landing = land(table)
    assert (landing.responses_read, landing.accepted, landing.duplicates, landing.totals_rows) == (7, 1, 1, 1)
    assert [(item.line, item.rule) for item in landing.rejected] == [
        (7, "blank_key"),
        (4, "duplicate_key"),
        (5, "duplicate_key"),
        (6, "duplicate_key"),
    ]
    assert landing.rejected[1].what == "the response's number stands on lines 4, 5, 6 with different content."
    # Neither addresses nor free text leave with a rejected row.
    assert landing.rejected[0].record == {"5、评价": "满意"}
    assert landing.frame["response_no"].unique().to_list() == ["1"]


def test_a_tie_break_names_the_response_that_stands() -> None:
    table = typed(["序号", "5、评价"], ["1", "满意"], ["1", "一般"])
    assert answers(land(table, tie_break="last"), "5") == ["一般"]
    assert land(table, tie_break="first").duplicates == 1


def test_an_institutions_own_headers_come_first() -> None:
    table = typed(["答卷ID", "内部备注", "5、评价"], ["17", "秘密", "满意"])
    landing = land(table, own_headers={"答卷ID": "response_no", "内部备注": "drop"})
    assert landing.frame.select("response_no", "item_no").rows() == [("17", "5")]


@pytest.mark.parametrize(
    ("header", "rule"), [(["5、评价", "来源"], "missing_column"), (["序号", "来源"], "missing_item")]
)
def test_a_file_without_numbers_or_questions_is_refused(header: list[str], rule: str) -> None:
    with pytest.raises(DeliveryRefused) as refused:
        land(typed(header, ["1", "链接"]))
    assert refused.value.rule == rule


def test_times_that_cannot_be_read_are_empty_and_counted() -> None:
    table = typed(["序号", "提交时间", "5、评价"], ["1", "2020年10月8日 9:05", "满意"], ["2", "昨天", "满意"])
    landing = land(table)
    assert answers(landing, "5", "submitted_at") == [dt.datetime(2020, 10, 8, 9, 5), None]
    assert "提交时间: 1 values could not be read and are empty" in landing.notes


OPTIONS = ("甲", "乙(丙、丁)", "戊,己", "其他【请注明】")
responses = st.lists(st.sets(st.sampled_from(OPTIONS)), min_size=1, max_size=12)


@settings(deadline=None)
@given(responses)
def test_text_and_coded_exports_of_any_multiple_choice_land_equal(chosen: list[set[str]]) -> None:
    definition = survey(items={"3": {"kind": "multiple"}})
    text = [["┋".join(option for option in OPTIONS if option in ticks) or "(跳过)"] for ticks in chosen]
    codes = [["1" if option in ticks else "0" for option in OPTIONS] for ticks in chosen]
    assert _landed(["3、题"], text, definition) == _landed(
        [f"第3题({x})" for x in OPTIONS], codes, definition
    )


@settings(deadline=None)
@given(
    st.lists(st.permutations(OPTIONS).flatmap(lambda p: st.integers(0, 4).map(lambda n: p[:n])), min_size=1)
)
def test_text_and_coded_exports_of_any_ranking_land_equal(ranked: list[list[str]]) -> None:
    definition = survey(items={"3": {"kind": "ranking"}})
    text = [["→".join(order) or "(跳过)"] for order in ranked]
    codes = [[str(order.index(x) + 1) if x in order else "-2" for x in OPTIONS] for order in ranked]
    assert _landed(["3、题"], text, definition) == _landed(
        [f"第3题({x})" for x in OPTIONS], codes, definition
    )


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "1", "2", "2.0", "合计", "-"]), st.sampled_from("ab")), max_size=9
    )
)
def test_every_row_is_accounted_for(rows: list[tuple[str, str]]) -> None:
    landing = land(typed(["序号", "5、评价"], *map(list, rows)))
    accounted = landing.accepted + len(landing.rejected) + landing.duplicates + landing.totals_rows
    assert landing.responses_read == len(rows) == accounted


def _landed(header: list[str], rows: list[list[str]], definition) -> list[tuple]:
    table = typed(["序号", *header], *([str(n), *cells] for n, cells in enumerate(rows, 1)))
    return land(table, definition).frame.select("response_no", "answer", "score", "status").rows()
