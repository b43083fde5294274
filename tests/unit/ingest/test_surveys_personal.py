"""Personal data in survey exports: what people wrote into answers, and questions that ask for it."""

from __future__ import annotations

import pytest

from dagster_project.errors import DeliveryRefused
from tests.unit.ingest.survey_files import answers, land, survey, typed

PERSONAL = (
    "13812345678",
    "138 1234 5678",
    "+86 138-1234-5678",
    "１３８１２３４５６７８",
    "61010319980101123X",
    "610103 19980101 123X",
    "2160405012",
    "someone@example.edu.cn",
    "192.0.2.17",
)


@pytest.mark.parametrize("secret", PERSONAL)
@pytest.mark.parametrize("text", ["{}", "请联系{}。", "其他【请注明】〖{}〗"])
def test_personal_numbers_and_addresses_in_answers_are_masked(secret: str, text: str) -> None:
    table = typed(["序号", "7、意见 (填空题)", "8、渠道"], ["1", text.format(secret), text.format(secret)])
    landing = land(table)
    for item in ("7", "8"):
        assert answers(landing, item) == [text.format("▇")]
        assert answers(landing, item, "score") == [None]


def test_harmless_numbers_are_not_masked() -> None:
    cells = ["5001-8000元", "2020-06-22", "1500-1999元", "25~29岁", "第12345678号"]
    table = typed(["序号", "7、意见 (填空题)"], *([str(n), cell] for n, cell in enumerate(cells, 1)))
    assert answers(land(table), "7") == cells


@pytest.mark.parametrize(
    "header",
    [
        "1、您的姓名",
        "1、请填写您的学号 (填空题 *必答)",
        "姓名",
        "1、联系方式（手机号）",
        "1、QQ号",
        "手机号:",
        "1、姓名和电话是？",
    ],
)
def test_questions_that_ask_who_somebody_is_never_land(header: str) -> None:
    landing = land(typed(["序号", header, "2、评价"], ["1", "某人", "5分"]))
    assert landing.frame["item_no"].to_list() == ["2"]
    assert landing.dropped_columns == [header]


def test_channels_of_contact_land_where_they_are_judged() -> None:
    landing = land(
        typed(["序号", "3、渠道 (矩阵量表题)—微信", "电话", "学号"], ["1", "5分", "4分", "2160405012"])
    )
    assert landing.frame["row_label"].to_list() == ["微信", "电话"]
    assert landing.dropped_columns == ["学号"]


def test_the_respondents_number_lands_as_pseudonym_only() -> None:
    table = typed(
        ["序号", "1、您的学号 (填空题)", "2、评价"], ["1", "B7", "5分"], ["2", "", "4分"], ["3", "B7", "3分"]
    )
    for named in ("1、您的学号", "您的学号"):
        landing = land(table, survey(respondent_header=named))
        assert landing.frame["item_no"].unique().to_list() == ["2"]
        assert answers(landing, "2", "graduate_key") == ["key1", None, "key1"]
        assert "B7" not in str(landing.frame.rows())


@pytest.mark.parametrize("skipped", ["(跳过)", "-3", "-2"])
def test_respondents_who_skip_their_number_are_not_one_person(skipped: str) -> None:
    header = ["序号", "1、您的学号 (填空题)", "2、评价"]
    table = typed(header, ["1", skipped, "5分"], ["2", "B7", "4分"], ["3", skipped, "3分"])
    landing = land(table, survey(respondent_header="您的学号"))
    assert answers(landing, "2", "graduate_key") == [None, "key1", None]


def test_a_respondent_column_that_is_not_there_refuses_the_file() -> None:
    with pytest.raises(DeliveryRefused, match=r"no column '学号', which surveys\.s-2020\.respondent_header"):
        land(typed(["序号", "2、评价"], ["1", "5分"]), survey(respondent_header="学号"))
