"""The real exports in `fixtures/real/wjx`: the coded export is the answer key of the text export.

No respondent's answer is written here: the two files are compared, or counted.
"""

from __future__ import annotations

import polars as pl
import pytest

from dagster_project.contracts import CONTRACTS
from tests.unit.ingest.survey_files import answers, land, real, survey

FILES = (
    "survey_800_text.xls",
    "survey_800_codes.xls",
    "survey_204_text_older_header.xls",
    "satisfaction_4_text.csv",
    "satisfaction_4_codes.csv",
)
MATRIX = {
    "13": {"kind": "scale", "points": 5, "rows": 17},
    "15": {"kind": "scale", "points": 11},
    "7": {"kind": "open"},
}


def without_remarks(landing) -> pl.DataFrame:
    """Landed answers without what respondents typed beside an option: coded exports do not hold it."""
    return landing.frame.with_columns(pl.col("answer").str.replace_all("〖[^〗]*〗", "")).sort(
        "response_no", "item_no"
    )


def pair(name: str, **settings: object) -> tuple[pl.DataFrame, pl.DataFrame]:
    definition = survey(**settings)
    text, codes = (land(real(f"{name}_{form}"), definition) for form in forms(name))
    return without_remarks(text), without_remarks(codes)


def forms(name: str) -> tuple[str, str]:
    return ("text.csv", "codes.csv") if name.startswith("satisfaction") else ("text.xls", "codes.xls")


@pytest.mark.parametrize(
    ("name", "responses"), zip(FILES, (800, 800, 204, 4, 4), strict=True), ids=lambda value: str(value)
)
def test_every_response_lands_once_for_every_item(name: str, responses: int) -> None:
    landing = land(real(name))
    assert (landing.responses_read, landing.accepted) == (responses, responses)
    assert (landing.rejected, landing.duplicates, landing.totals_rows) == ([], 0, 0)
    assert landing.frame["response_no"].n_unique() == responses
    assert landing.frame.height == responses * landing.frame["item_no"].n_unique()


@pytest.mark.parametrize("name", FILES)
def test_ip_and_source_details_do_not_land_whatever_their_place(name: str) -> None:
    table = real(name)
    landing = land(table)
    assert sorted(landing.dropped_columns) == ["来源详情", "来自IP"]
    assert set(landing.frame.columns) == set(CONTRACTS["survey_responses"].landed) | {
        "source_line",
        "remarks",
    }
    landed = set(landing.frame.select(pl.all().cast(pl.String)).unpivot()["value"].unique())
    for header in landing.dropped_columns:
        position = table.header.index(header)
        personal = {row[position] for row in table.rows} - {None, "NULL"}
        assert not personal & landed


@pytest.mark.parametrize("number", ["6", "8"])
def test_ticks_of_800_responses_equal_the_coded_export_option_by_option(number: str) -> None:
    text, codes = land(real("survey_800_text.xls")), real("survey_800_codes.xls")
    ticked = [set((answer or "").split("┋")) for answer in answers(text, number)]
    ticked = [{option.partition("〖")[0] for option in options} for options in ticked]
    columns = {at: head for at, head in enumerate(codes.header) if head.startswith(f"第{number}题(")}
    assert len(columns) == {"6": 14, "8": 10}[number]
    for at, head in columns.items():
        option = head.removeprefix(f"第{number}题(").removesuffix(")")
        assert [row[at] == "1" for row in codes.rows] == [option in options for options in ticked]


def test_text_and_coded_export_of_800_responses_land_equal_multiple_choices() -> None:
    text, codes = pair("survey_800")
    several = pl.col("item_no").is_in(["6", "8"])
    columns = ["response_no", "item_no", "answer", "score", "status", "source_line"]
    assert text.filter(several).select(columns).equals(codes.filter(several).select(columns))


def test_declared_options_turn_the_numbers_of_a_coded_export_into_the_text_exports_answers() -> None:
    """Numbers of a coded export count the options of the questionnaire, so that its order is all it takes."""
    text, codes = pair("survey_800")
    both = text.join(codes, on=["response_no", "item_no"]).filter(~pl.col("item_no").is_in(["6", "8"]))
    items = {}
    for (number,), group in both.group_by("item_no"):
        labels = dict(group.select(pl.col("answer_right").cast(pl.Int64), "answer").unique().iter_rows())
        # An option that nobody chose has a place all the same.
        options = [labels.get(place, f"option {place}") for place in range(1, max(labels) + 1)]
        items[number] = {"kind": "single", "options": options}
    text, codes = pair("survey_800", items=items)
    assert text["answer"].to_list() == codes["answer"].to_list()


def test_matrix_rows_are_items_with_stem_and_row() -> None:
    frame = land(real("satisfaction_4_text.csv")).frame
    rows = frame.filter(pl.col("row_label").is_not_null()).unique("item_no", maintain_order=True)
    assert rows["item_no"].to_list() == [f"13.{row}" for row in range(1, 18)]
    assert rows["item"].n_unique() == 1
    assert rows["row_label"].to_list()[:2] == ["外观", "界面美观度"]
    assert rows["item"][0].startswith("如下")
    assert "题" not in rows["item"][0]
    assert "—" not in rows["item"][0]


def test_a_column_without_number_that_asks_is_no_row_of_the_matrix() -> None:
    numbers = land(real("satisfaction_4_text.csv")).frame["item_no"].unique(maintain_order=True).to_list()
    assert numbers[-4:] == ["15", "37", "38", "c33"]


def test_points_give_scores_and_unanswered_rows_do_not() -> None:
    table = real("satisfaction_4_text.csv")
    landing = land(table, survey(items=MATRIX))
    scale = landing.frame.filter(pl.col("item_no").str.starts_with("13.") | (pl.col("item_no") == "15"))
    cells = [cell for row in table.rows for cell in row if cell and cell.endswith("分") and cell[0].isdigit()]
    assert scale["score"].drop_nulls().sum() == sum(int(cell.removesuffix("分")) for cell in cells)
    assert scale.filter(status="answered").height == len(cells)
    assert scale.filter(status="skipped")["score"].null_count() == scale.filter(status="skipped").height


def test_text_and_coded_export_land_equal_scales_choices_and_rankings() -> None:
    """On the scale from 0 to 10 the coded export numbers the option 0分 as 1: it is read one lower."""
    text, codes = pair("satisfaction_4", items=MATRIX)
    same = pl.col("item_no").is_in(["3", "7", "12", "15"]) | pl.col("item_no").str.starts_with("13.")
    columns = ["response_no", "item_no", "answer", "score"]
    assert text.filter(same).select(columns).equals(codes.filter(same).select(columns))
    assert text.filter(same, status="answered").height == codes.filter(same, status="answered").height > 0


def test_rankings_keep_every_ranked_option_in_order() -> None:
    table = real("satisfaction_4_codes.csv")
    ranks = [at for at, head in enumerate(table.header) if head.startswith("第12题(")]
    landing = land(table)
    for row, answer in zip(table.rows, answers(landing, "12"), strict=True):
        options = {int(row[at]): table.header[at][5:-1] for at in ranks if int(row[at]) > 0}
        assert (answer or "") == "→".join(options[rank] for rank in sorted(options))


def test_times_and_durations_are_read() -> None:
    frame = land(real("satisfaction_4_text.csv")).frame.unique("response_no")
    assert frame["submitted_at"].dt.date().unique().cast(pl.String).to_list() == ["2016-12-17"]
    assert sorted(frame["duration_seconds"]) == [5, 8, 60, 136]


def test_the_word_null_of_a_database_export_is_no_value() -> None:
    frame = land(real("survey_204_text_older_header.xls")).frame
    assert frame["submitted_at"].null_count() == frame.height
    assert frame["duration_seconds"].null_count() == frame.height
    assert frame["source"].null_count() == 0
