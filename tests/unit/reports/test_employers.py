"""Fairs of a class, their totals, and what is said of them."""

from datetime import date

import pytest

from dagster_project.reports.chapters import employers
from dagster_project.settings import ReportPolicy
from tests.unit.reports.made import said, table, values, writer

COUNTS = dict.fromkeys((*employers.COUNTS, *(f"{name}_declared" for name in employers.DECLARED)), None)


def fair(fair_id, held_on, **cells):
    return COUNTS | {
        "fair_id": fair_id, "fair_name": f"双选会{fair_id}", "held_on": held_on, "kind": "general",
        "booths_recorded": None, "signed_with_attending_employer": None, "is_suppressed": False,
        "suppression_symbol": None,
    } | cells  # fmt: skip


def cohort(as_of=date(2020, 12, 31)):
    return {
        "class_year": 2020,
        "snapshot": "year_end",
        "degree_level": "all",
        "as_of": as_of,
        "graduates": 100,
    }


def chapter(fairs, as_of=date(2020, 12, 31), **settings):
    tables = {"fair_summary": fairs, "cohort_size": [cohort(as_of)]}
    written = employers.write(writer("employers", tables, **settings))
    return {section.key: section for section in written.sections}


DAYS = [date(2019, 8, 31), date(2019, 9, 1), date(2020, 8, 31), date(2020, 9, 1)]
FAIRS = [fair(str(number), day) for number, day in enumerate(DAYS)]


def names(section):
    return [row[1] for row in table(section, "fairs_table")]


def test_a_year_of_recruiting_from_september_on_belongs_to_the_class():
    section = chapter(FAIRS)["fairs"]
    assert names(section) == ["双选会1", "双选会2"]
    assert said(section)[0].startswith("2019年9月1日至2020年8月31日为2020届的招聘季")


def test_events_after_the_snapshot_are_not_of_it():
    section = chapter(FAIRS, as_of=date(2020, 5, 31))["fairs"]
    assert names(section) == ["双选会1"]
    assert "2019年9月1日至2020年5月31日" in said(section)[0]


def test_the_month_recruiting_begins_is_a_setting():
    section = chapter(FAIRS, policy=ReportPolicy(season_month=8))["fairs"]
    assert names(section) == ["双选会0", "双选会1"]
    first = next(value for value in values(section) if value.text == "2019年8月1日")
    assert "report.season_month" in {source.column for source in first.sources}


def test_totals_add_up_the_events_that_have_records():
    fairs = [
        fair("1", DAYS[1], employers=60, positions=1800, headcount=2000, recruiters=170, students=780),
        fair("2", DAYS[2], employers=22, positions=520, recruiters=60),
    ]
    text = said(chapter(fairs)["fairs"])[0]
    for part in (
        "共举办2场",
        "参会单位82家次",
        "岗位2,320个",
        "需求2,000人",
        "招聘人员230人次",
        "到场学生780人次",
    ):
        assert part in text


def test_what_no_event_has_a_record_of_is_said_and_not_counted_as_naught():
    text = said(chapter([fair("1", DAYS[1], employers=60)])["fairs"])[0]
    assert "参会单位60家次" in text
    assert "到场学生（无记录）人次" in text


def test_declared_totals_stand_beside_recorded_ones():
    fairs = [fair("1", DAYS[1], employers=640, employers_declared=600, students=None, students_declared=10000,
                  booths_recorded=420, booths_declared=420)]  # fmt: skip
    section = chapter(fairs)["declared"]
    assert table(section, "declared_table") == [
        ["双选会1", "展位", "420", "420", "一致"],
        ["双选会1", "参会单位（家次）", "600", "640", "不一致"],
        ["双选会1", "到场学生（人次）", "10,000", "–", "无记录"],
    ]
    assert "有3项" in said(section)[0]
    assert "其中1项不一致" in said(section)[0]


def test_no_event_in_the_season_is_said_with_its_days():
    section = chapter([fair("1", date(2018, 10, 1))])["fairs"]
    assert section.is_empty
    assert "2019年9月1日至2020年8月31日" in said(section)[0]


def test_fairs_and_placement_are_called_an_association():
    rows = [
        {"class_year": 2020, "snapshot": "year_end", "degree_level": "all", "fairs_attended": times,
         "graduates": n, "placed": placed, "placement_rate": placed / n}
        for times, n, placed in (("0", 50, 40), ("1", 40, 36))
    ]  # fmt: skip
    tables = {"fair_summary": [], "cohort_size": [cohort()], "fair_outcome": rows}
    section = next(
        s for s in employers.write(writer("employers", tables)).sections if s.key == "fair_outcome"
    )
    assert "签到0场的毕业生去向落实率为80.00%（40/50）" in said(section, "text")[0]
    assert "签到1场的为90.00%（36/40）" in said(section, "text")[0]
    assert "仅为关联" in said(section, "caution")[0]


def test_a_colleges_edition_refers_to_the_whole_report():
    sections = chapter(FAIRS, college="机械学院")
    assert all(section.is_empty for section in sections.values())


def test_a_snapshot_without_a_cohort_is_a_mistake():
    with pytest.raises(ValueError, match="no cohort 2020"):
        employers.season(writer("employers", {"cohort_size": [cohort() | {"class_year": 2019}]}))
