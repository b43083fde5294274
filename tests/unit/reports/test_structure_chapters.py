"""The chapters on the cohort, further study, places and priorities, on a small release of made-up figures."""

from __future__ import annotations

import re

import pytest

from dagster_project.reports.chapters import cohort, further, places, priorities
from dagster_project.reports.model import Flows, ProvinceTiles
from dagster_project.reports.values import LANGS, Value
from tests.unit.reports.small_marts import (
    MARTS,
    cells,
    charts,
    part,
    rate,
    runs_of,
    said,
    section,
    tables,
    text,
    write_release,
    written,
)

CHAPTERS = [cohort, further, places, priorities]


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return write_release(tmp_path_factory.mktemp("marts") / "r1")


def test_the_size_of_the_cohort_with_its_levels_and_the_class_before(release):
    part = section(written(release, cohort), "by_level")
    assert said(part) == [
        "截至2022年12月31日，2022届毕业生共100人，其中硕士40人和本科60人。",
        "上届毕业生为80人，本届比上年增加20人。",
        "在册100人中，结业3人，占3.00%。",
    ]
    assert cells(tables(part)[0]) == [["2022", "100", "40", "60"], ["2021", "80", "–", "–"]]


def test_colleges_stand_in_the_order_of_their_size(release):
    part = section(written(release, cohort, "en"), "by_college")
    assert said(part) == ["The graduates come from 2 colleges; the largest is 机械学院, with 70."]
    assert [row[:2] for row in cells(tables(part)[0])] == [["机械学院", "70"], ["外语学院", "30"]]


def test_graduates_whose_college_nobody_told_are_in_the_table_and_no_college(tmp_path):
    unknown = rate(2022, "placement_rate", 1, 90, breakdown="college", breakdown_value="unknown")
    changed = {"employment_rate": [*MARTS["employment_rate"], unknown]}
    part = section(written(write_release(tmp_path / "r", changed), cohort), "by_college")
    assert said(part)[0].startswith("毕业生分布在2个学院，其中机械学院规模最大")
    assert cells(tables(part)[0])[-1][:2] == ["未知", "90"]


def test_a_share_is_compared_with_the_class_before_in_percentage_points(release):
    chapter = written(release, cohort)
    assert said(section(chapter, "by_gender"))[1] == "上届女生占50.00%，本届比上年降低5.00个百分点。"
    provinces = tables(section(chapter, "by_origin"))[0]
    # Shaanxi: 20 of 80 then, 30 of 100 now; Henan has no row for the class before.
    assert cells(provinces) == [
        ["河南", "70", "70.00%", "–", "–"],
        ["陕西", "30", "30.00%", "25.00%", "+5.00"],
    ]


def test_a_hidden_ethnicity_group_is_said_in_words_and_shown_as_a_symbol(release):
    part = section(written(release, cohort), "by_ethnicity")
    assert said(part)[0].startswith("少数民族毕业生占（因基数过小不予公布）")
    assert [row[1:3] for row in cells(tables(part)[0])] == [["[c]", "[c]"], ["[c]", "[c]"]]


def test_a_map_has_the_names_of_provinces_in_the_language_of_the_report(release):
    for lang, name in (("zh", "河南"), ("en", "Henan")):
        chart = charts(section(written(release, cohort, lang), "by_origin"))[0]
        assert isinstance(chart.form, ProvinceTiles)
        first = cells(chart.table)[0]
        assert (first[0], first[chart.form.province], first[chart.form.value]) == (name, name, "70.00%")


def test_further_study_at_home_abroad_and_at_this_university(release):
    chapter = written(release, further)
    assert "升学毕业生中，境内升学20人，占80.00%；境外留学5人，占20.00%。" in said(
        section(chapter, "overall")
    )
    # By one definition for both classes: 25 of 100, and 16 of 80.
    assert "上届按同一口径为20.00%，本届比上年提高5.00个百分点。" in said(section(chapter, "overall"))
    assert said(section(chapter, "kinds")) == ["登记为“境内升学”的最多，共20人，占全体毕业生的20.00%。"]
    assert said(section(chapter, "own")) == [
        "升学且院校已知的毕业生中，留在本校深造的占40.00%（8/20，基数较小，宜谨慎解读）。",
        "上届为50.00%，本届比上年降低10.00个百分点。",
    ]
    chart = charts(section(chapter, "home_hosts"))[0]
    assert text(chart.message) == "境内升学院校中，本大学占比最高，为40.00%。"
    assert chart.form.value == 2  # the shares: a school nobody told has none, and no bar
    hosts = cells(tables(section(chapter, "home_hosts"))[0])
    assert [row[:4] for row in hosts] == [
        ["本大学", "8", "40.00%", "5"], ["甲大学", "6", "30.00%", "–"], ["未知", "5", "–", "–"],
    ]  # fmt: skip


def test_a_share_of_a_place_is_of_those_whose_place_is_known(release):
    part = section(written(release, places), "by_province")
    assert said(part)[0] == "就业地区已知的毕业生中，省内就业占40.00%（24/60）。"
    assert cells(tables(part)[0]) == [
        ["上海", "36", "60.00%", "–", "–"],
        ["陕西", "24", "40.00%", "50.00%", "−10.00"],
        ["未知", "5", "–", "–", "–"],
    ]


def test_flows_are_drawn_between_known_places_and_the_workbook_has_all(release):
    part = section(written(release, places, "en"), "flows")
    chart, whole = charts(part)[0], tables(part)[-1]
    assert isinstance(chart.form, Flows)
    assert cells(chart.table) == [["Henan", "Shanghai", "30"], ["Shaanxi", "Shaanxi", "15"]]
    assert cells(whole)[2:] == [["Shaanxi", "not known", "5"], ["Henan", "Shaanxi", "[c]"]]
    assert not whole.is_printed
    # An English name is bound to the flow and to the row that has the name.
    origin = chart.table.rows[0][0]
    assert {source.figure.partition("/")[0] for source in origin.sources} == {
        "placement_flow", "cohort_structure",
    }  # fmt: skip


def test_a_long_table_is_printed_short_with_the_rest_summed_and_unknown_apart(tmp_path):
    cities = [part(2022, "work_city", f"c{n:02}", f"城{n:02}/City{n:02}", 40 - n, 500) for n in range(18)]
    cities.append(part(2022, "work_city", "unknown", "未知/unknown", 9, 500))
    changed = {"placement_structure": [*MARTS["placement_structure"], *cities]}
    short, whole = tables(section(written(write_release(tmp_path / "r", changed), places), "by_city"))
    assert len(short.rows) == 17
    # The last three of eighteen: 25, 24 and 23 graduates of 500.
    assert cells(short)[-2:] == [["其他", "72", "14.40%", "–", "–"], ["未知", "9", "–", "–", "–"]]
    assert (len(whole.rows), whole.is_printed, short.is_printed) == (19, False, True)


def test_the_rest_is_withheld_when_one_of_it_is(tmp_path):
    cities = [part(2022, "work_city", f"c{n:02}", f"城{n:02}/City{n:02}", 40 - n, 500) for n in range(18)]
    cities.append(part(2022, "work_city", "c99", "小城/Town", None, 500))
    changed = {"placement_structure": [*MARTS["placement_structure"], *cities]}
    short, _ = tables(section(written(write_release(tmp_path / "r", changed), places), "by_city"))
    assert cells(short)[-1] == ["其他", "[c]", "[c]", "–", "–"]


def test_priorities_tell_programmes_by_their_purpose_and_codes_with_somebody(release):
    chapter = written(release, priorities)
    assert said(section(chapter, "selected"))[0] == "录用为选调生的毕业生共7人，上届为9人，比上年减少2人。"
    rosters = {
        key: cells(tables(section(chapter, key))[-1]) for key in ("selected", "international", "startups")
    }
    assert [row[:3] for rows in rosters.values() for row in rows] == [
        ["选调生", "2022", "6"], ["国际组织实习", "2022", "3"], ["创业营", "2021", "9"],
    ]  # fmt: skip
    grassroots = cells(tables(section(chapter, "grassroots"))[0])
    assert grassroots == [["三支一扶", "3", "–", "–"]]
    assert said(section(chapter, "army")) == ["应征义务兵4人，占毕业生100人的4.00%。"]


def test_without_lists_of_employers_the_section_says_why(release):
    part = section(written(release, priorities), "lists")
    assert part.is_empty
    assert said(part) == ["本届没有可用的单位名单，不计算名单单位就业占比。"]


def test_employers_are_told_with_nature_and_industry_in_the_language_of_the_report(release):
    part = section(written(release, priorities, "en"), "employers")
    assert said(part)[0] == (
        "The employer with most graduates is 甲公司, with 12; those named in the table took 20 together. "
        "Employers stand under the names they are registered by."
    )
    assert [row[3:] for row in cells(tables(part)[0])] == [
        ["国有企业", "manufacturing", "–"],
        ["–", "manufacturing", "重点单位"],
    ]


def test_a_college_has_its_size_and_is_sent_to_the_whole_report_for_what_is_not_by_college(release):
    chapter = written(release, cohort, college="外语学院")
    assert said(section(chapter, "by_level"))[0].startswith("截至2022年12月31日，2022届毕业生共30人")
    for one in chapter.sections[1:]:
        assert one.is_empty
        assert said(one) == ["此项内容不按学院发布，见全校报告。"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("module", CHAPTERS, ids=lambda module: module.__name__.rpartition(".")[2])
def test_no_number_stands_outside_a_value_and_every_value_has_its_cells(release, module, lang):
    chapter = written(release, module, lang)
    runs = [run for one in chapter.sections for block in one.blocks for run in runs_of(block)]
    assert [run for run in runs if isinstance(run, str) and re.search(r"\d", run)] == []
    assert [run for run in runs if isinstance(run, Value) and not run.sources] == []


def _values(chapter) -> list[tuple]:
    runs = [run for one in chapter.sections for block in one.blocks for run in runs_of(block)]
    return [(run.text, run.sources) if isinstance(run, Value) else (run, ()) for run in runs]


@pytest.mark.parametrize("lang", LANGS)
def test_a_changed_cell_changes_the_places_that_are_bound_to_it_and_no_other(release, tmp_path, lang):
    rows = [
        row | {"graduates": 31} if row["dimension"] == "work_province" and row["label"] == "上海" else row
        for row in MARTS["placement_structure"]
    ]
    changed = write_release(tmp_path / "r", {"placement_structure": rows})
    before, after = _values(written(release, places, lang)), _values(written(changed, places, lang))
    moved = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert {(old[0], new[0]) for old, new in moved} == {("36", "31")}
    # In the table that is printed, and in the one that the map is drawn from.
    assert len(moved) == 2
    assert {source.column for old, _ in moved for source in old[1]} == {"graduates"}
