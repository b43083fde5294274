"""Class years of the trend, versions in force, and comparisons that are allowed."""

import pytest

from dagster_project.reports.chapters import trend
from dagster_project.reports.model import Chart
from tests.unit.reports.made import said, table, writer

OFFICIAL = {2018: "MOE-2004", 2019: "MOE-2004", 2020: "MOE-2020", 2021: "MOE-2021"}


def rate(year, placed, version, *, official):
    measure = "placement_rate" if version == "MOE-2021" else "employment_rate"
    return {
        "class_year": year, "snapshot": "year_end", "rate_version": version, "measure": measure,
        "measure_label": "落实率" if version == "MOE-2021" else "就业率", "is_official": official,
        "degree_level": "all", "breakdown": "overall", "breakdown_value": "all", "numerator": placed,
        "denominator": 1000, "rate": placed / 1000,
    }  # fmt: skip


def chapter(placed, same=None, **settings):
    """`placed` of a thousand by class year under the version in force, `same` under the one version."""
    years = list(placed)
    rows = [rate(year, placed[year], OFFICIAL[year], official=True) for year in years]
    rows += [
        rate(year, (same or placed)[year], "MOE-2021", official=False)
        for year in years
        if OFFICIAL[year] != "MOE-2021"
    ]
    sizes = [{"class_year": year, "snapshot": "year_end", "degree_level": "all"} for year in years]
    written = trend.write(writer("trend", {"employment_rate": rows, "cohort_size": sizes}, **settings))
    return {section.key: section for section in written.sections}


@pytest.mark.parametrize(
    ("there", "shown"),
    [
        ([2017, 2018, 2019, 2020, 2021], [2017, 2018, 2019, 2020]),
        ([2019, 2020, 2021], [2019, 2020, 2021]),
        ([2020, 2021, 2022, 2023], [2020, 2021, 2022]),
        ([2020], [2020]),
    ],
)
def test_years_up_to_the_reports_and_later_ones_only_where_these_are_too_few(there, shown):
    sizes = [{"class_year": year, "snapshot": "year_end", "degree_level": "all"} for year in there]
    assert trend.class_years(writer("trend", {"cohort_size": sizes})) == shown


def test_a_change_is_shown_within_a_version_and_not_across_versions():
    section = chapter({2018: 900, 2019: 912, 2020: 880})["official"]
    assert [row[-1] for row in table(section, "official_table")] == ["–", "+1.20", "口径变更"]


def test_a_change_of_version_is_told_with_the_class_from_which_it_counts():
    cautions = said(chapter({2018: 900, 2019: 912, 2020: 880})["official"], "caution")
    assert cautions[0] == "2020届起改用口径MOE-2020。"
    assert "不宜直接相比" in cautions[1]


def test_one_version_throughout_needs_no_caution():
    section = chapter({2018: 900, 2019: 912}, class_year=2019)["official"]
    assert "各届口径均为MOE-2004，可以直接相比。" in said(section, "note")


def test_under_one_version_all_changes_are_shown_in_percentage_points():
    section = chapter({2019: 930, 2020: 880}, {2019: 937, 2020: 907})["one_version"]
    assert [row[-2:] for row in table(section, "same_table")] == [["93.70%", "–"], ["90.70%", "−3.00"]]
    assert "2020届为90.70%（907/1,000），比上年降低3.00个百分点。" in " ".join(said(section))


def test_it_is_told_whether_the_versions_differ():
    agree = chapter({2019: 930, 2020: 880})["one_version"]
    differ = chapter({2019: 930, 2020: 880}, {2019: 937, 2020: 880})["one_version"]
    assert any("结果相同" in text for text in said(agree))
    assert any("比较各届时请用后者" in text for text in said(differ))


def test_the_chart_has_both_series_where_they_differ_and_marks_the_breaks():
    differ = chapter({2019: 930, 2020: 880, 2021: 900}, {2019: 937, 2020: 880, 2021: 900})["one_version"]
    chart = next(block for block in differ.blocks if isinstance(block, Chart))
    assert chart.form.breaks == ("2020", "2021")
    assert len(table(differ, "one_version_table")) == 6


def test_series_that_agree_are_one_line_that_says_so():
    agree = chapter({2019: 930, 2020: 880, 2021: 900})["one_version"]
    chart = next(block for block in agree.blocks if isinstance(block, Chart))
    assert chart.form.breaks == ("2020", "2021")
    assert [row[-1] for row in table(agree, "agreeing_table")] == ["93.00%", "88.00%", "90.00%"]
    assert "结果相同" in "".join(map(str, chart.table.title))


def test_later_classes_are_marked():
    notes = said(chapter({2019: 930, 2020: 880, 2021: 900})["official"], "note")
    assert any("一并列出其后的届别" in text for text in notes)


def test_a_single_class_is_no_trend_and_says_so():
    sections = chapter({2020: 880})
    assert all(section.is_empty for section in sections.values())
    assert "不构成趋势" in said(sections["official"])[0]
