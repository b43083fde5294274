"""What survey exports look like, form by form, in small files typed here."""

from __future__ import annotations

import pytest

from dagster_project.errors import DeliveryRefused
from dagster_project.ingest.answers import read_duration
from tests.unit.ingest.survey_files import answers, land, survey, typed

SCALE = {"kind": "scale", "points": 5}


@pytest.mark.parametrize(
    ("header", "stem"),
    [
        ("1、您的性别 (单选题 *必答)", "您的性别"),
        ("1、您的性别（单选题）", "您的性别"),
        ("1、您的性别【单选题】", "您的性别"),
        ("1.您的性别(单选)", "您的性别"),
        ("1、去向(可多选,最多三项) (多选题 *必答)", "去向(可多选,最多三项)"),
        ("1、就业—创业课程", "就业—创业课程"),
        ("1、", ""),
    ],
)
def test_number_and_type_remark_are_cut_off_the_stem(header: str, stem: str) -> None:
    frame = land(typed(["序号", header], ["1", "男"])).frame
    assert frame.select("item_no", "item", "row_label").row(0) == ("1", stem, None)


def test_matrix_without_type_remark_goes_on_until_a_question_begins() -> None:
    header = ["序号", "6、各方面—课程", "咨询", "微信", "讲座 (单选题)", "城市:", "其他意见"]
    frame = land(typed(header, ["1", "5分", "4分", "3分", "好", "西安", "无"])).frame
    assert frame["item_no"].to_list() == ["6.1", "6.2", "6.3", "c5", "c6", "c7"]
    assert frame["row_label"].to_list() == ["课程", "咨询", "微信", None, None, None]


def test_a_declared_column_is_no_row_of_the_matrix_before_it() -> None:
    table = typed(["序号", "6、各方面—课程", "咨询", "所在校区"], ["1", "5分", "4分", "东"])
    frame = land(table, survey(items={"c4": {"kind": "single"}})).frame
    assert frame["item_no"].to_list() == ["6.1", "6.2", "c4"]


def test_one_numbered_column_per_matrix_row_is_a_matrix_too() -> None:
    frame = land(typed(["序号", "6、各方面—课程", "6、各方面—咨询"], ["1", "5分", "4分"])).frame
    assert frame.select("item_no", "item", "row_label").rows() == [
        ("6.1", "各方面", "课程"),
        ("6.2", "各方面", "咨询"),
    ]


def test_statuses_of_text_and_coded_cells() -> None:
    cells = ["(跳过)", "（跳过）", "-3", "-2", "", "(空)", "NULL", "满意"]
    table = typed(["序号", "5、评价"], *([str(n), cell] for n, cell in enumerate(cells, 1)))
    landing = land(table, survey(items={"5": SCALE}))
    assert answers(landing, "5", "status") == ["skipped"] * 3 + ["not_shown"] + ["skipped"] * 3 + ["answered"]
    assert answers(landing, "5") == [None] * 7 + ["满意"]


def test_options_not_shown_or_skipped_in_a_coded_group() -> None:
    header = ["序号", "第3题(甲)", "第3题(乙)"]
    table = typed(
        header, ["1", "1", "0"], ["2", "-2", "-2"], ["3", "-3", "-3"], ["4", "0", "0"], ["5", "1", "1"]
    )
    landing = land(table, survey(items={"3": {"kind": "multiple", "title": "您在何处了解"}}))
    assert answers(landing, "3", "status") == ["answered", "not_shown", "skipped", "skipped", "answered"]
    assert answers(landing, "3") == ["甲", None, None, None, "甲┋乙"]
    assert landing.frame["item"].unique().to_list() == ["您在何处了解"]


def test_rankings_in_which_nobody_gave_a_second_place_are_no_multiple_choice() -> None:
    table = typed(["序号", "第3题(甲)", "第3题(乙)"], ["1", "1", "-2"], ["2", "-2", "-2"])
    assert answers(land(table), "3", "status") == ["answered", "skipped"]


def test_scores_come_from_default_labels_and_declared_options_and_points() -> None:
    cells = [
        "很满意",
        "非常满意",
        "满意",
        "一般",
        "不满意",
        "很不满意",
        "非常不满意",
        "4分",
        "2",
        "5.0",
        "无法评价",
    ]
    table = typed(["序号", "5、评价"], *([str(n), cell] for n, cell in enumerate(cells, 1)))
    landing = land(table, survey(items={"5": SCALE}))
    assert answers(landing, "5", "score") == [5, 5, 4, 3, 2, 1, 1, 4, 2, 5, None]
    assert landing.notes == []


def test_answers_take_the_spelling_of_the_declared_option() -> None:
    item = {"kind": "scale", "points": 4, "options": {"好（A）": 4, "不好": 1}}
    table = typed(["序号", "5、评价"], ["1", " 好(a) "], ["2", "不好〖太慢〗"])
    landing = land(table, survey(items={"5": item}))
    assert answers(landing, "5") == ["好（A）", "不好〖太慢〗"]
    assert answers(landing, "5", "score") == [4, 1]


def test_answers_that_a_scale_does_not_know_are_kept_without_score_and_told() -> None:
    cells = ["满意", "还行", "还行", "还行", "6分", "4.5分"]
    table = typed(["序号", "5、评价"], *([str(n), cell] for n, cell in enumerate(cells, 1)))
    landing = land(table, survey(items={"5": SCALE}))
    assert answers(landing, "5") == cells
    assert answers(landing, "5", "score") == [4, None, None, None, None, None]
    assert landing.notes == [
        "5: 3 answers '还行', 1 answers '4.5分', 1 answers '6分' have no score; "
        "add to surveys.s-2020.items.'5'.options with a score, or to its excluded"
    ]


def test_own_words_in_a_scale_are_counted_but_not_repeated() -> None:
    table = typed(["序号", "5、评价"], ["1", "王老师在辅导时给了我很多很好的建议"])
    (note,) = land(table, survey(items={"5": SCALE})).notes
    assert note.startswith("5: 1 answers of 1 kinds have no score")
    assert "老师" not in note


def test_numbers_of_a_coded_export_are_positions_unless_the_survey_says_scores() -> None:
    """The first option of a questionnaire is often the best one: 1 is not one point then."""
    item = SCALE | {"options": {"很满意": 5, "满意": 4, "一般": 3, "不满意": 2, "很不满意": 1}}
    table = typed(["序号", "第1题(甲)", "第1题(乙)", "5、评价"], ["1", "1", "0", "1"], ["2", "0", "1", "2"])
    by_position = land(table, survey(items={"5": item}))
    assert answers(by_position, "5") == ["很满意", "满意"]
    assert answers(by_position, "5", "score") == [5, 4]
    by_score = land(table, survey(items={"5": item}, coded_numbers="score"))
    assert answers(by_score, "5", "score") == [1, 2]


def test_a_coded_scale_without_options_says_how_it_was_read() -> None:
    table = typed(["序号", "5、评价", "6、去向"], ["1", "4", "-3"])
    landing = land(table, survey(items={"5": SCALE, "6": {"kind": "single"}}))
    assert answers(landing, "5", "score") == [4]
    assert [note.split(":")[0] for note in landing.notes] == ["5", "6"]
    assert "option 1 as the lowest point" in landing.notes[0]


def test_a_declared_item_that_is_not_there_refuses_the_file_and_lists_what_is() -> None:
    with pytest.raises(DeliveryRefused) as refused:
        land(
            typed(["序号", "5、评价", "6、各方面—课程", "咨询"], ["1", "5分", "4分", "3分"]),
            survey(items={"9": SCALE, "6.3": SCALE}),
        )
    assert refused.value.rule == "missing_item"
    assert refused.value.what == (
        "The file has no item 9, 6.3, which institution.yml declares (surveys.s-2020)."
    )
    assert refused.value.do.endswith("Its items are:\n  5: 评价\n  6.1: 各方面 课程\n  6.2: 各方面 咨询")


def test_items_that_are_not_declared_land_and_are_named() -> None:
    table = typed(["序号", "5、评价", "6、各方面—课程", "咨询"], ["1", "5分", "4分", "3分"])
    landing = land(table, survey(items={"5": SCALE}))
    assert landing.notes == ["landed, but not declared in institution.yml: 6.1 to 6.2 各方面"]
    assert answers(landing, "6.2", "score") == [3]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5秒", 5),
        ("2分15秒", 135),
        ("1时2分", 3720),
        ("1小时", 3600),
        ("136", 136),
        ("00:02:16", 136),
        ("1天", 86400),
    ],
)
def test_durations(text: str, seconds: int) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "很久", "秒", "2分15", "x5秒", "9" * 5000])
def test_what_is_no_duration(text: str) -> None:
    assert read_duration(text) == (135 if text == "2分15" else None)


def test_a_number_in_another_script_is_an_answer_without_a_score() -> None:
    landing = land(typed(["序号", "1、满意度"], ["1", "٣"], ["2", "4"]), survey(items={"1": SCALE}))
    assert answers(landing, "1") == ["٣", "4"]
    assert landing.frame["score"].to_list() == [None, 4.0]
