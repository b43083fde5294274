"""The truth about employers, pay and what does not fit, counted again from the files by other code."""

from __future__ import annotations

import re
from collections import Counter
from statistics import quantiles

import pytest
from stdnum.cn import uscc

from dagster_project import demo
from tests.unit.demo.recount import SNAPSHOTS, as_of

BY_EMPLOYER = {"10", "11", "12", "27", "271", "50", "502", "503", "51", "512", "519"}
CODE_HEADERS = ("统一社会信用代码", "单位组织机构代码")
BRANCH = re.compile(r"(.+有限公司)(西安|上海|深圳|成都)(分公司|研究所|分行)")


@pytest.fixture(scope="module")
def cohorts(records, roster) -> dict[tuple[int, str], list[tuple[str, str, dict[str, str]]]]:
    """(class year, snapshot) -> (level, destination, row) of every graduate in the cohort."""
    found = {}
    for year in demo.CLASS_YEARS:
        for snapshot, month_day in SNAPSHOTS.items():
            day = month_day and f"{year}-{month_day}"
            placed = as_of(records, day)
            found[year, snapshot] = [
                (level, *placed.get(student, ("unknown", {})))
                for student, (of_year, level, status, _, _) in as_of(roster, day).items()
                if of_year == year and status != "deferred"
            ]
    return found


def code_of(row: dict[str, str]) -> str:
    return next((row[name] for name in CODE_HEADERS if row.get(name)), "")


def name_of(row: dict[str, str]) -> str:
    """The name without the talent centre before it, blanks, and forms of brackets."""
    return row.get("单位名称", "").split("/")[-1].replace(" ", "")


@pytest.fixture(scope="module")
def employer_of(records, feed_rows):
    """Row -> the employer meant: whose code it is, else by name; a branch under a firm's code is the firm."""
    rows = [row for _, known in records for _, row in known.values()]
    rows += [row for _, rows in feed_rows("fair_employers") for row in rows]
    names = Counter((code_of(row), name_of(row)) for row in rows if uscc.is_valid(code_of(row)))
    own_code = {name: code for (code, name), _ in names.items() if name}
    # A branch under the code of its firm: that code comes with the firm's own name as well.
    firms = {code: name for code, name in names if not BRANCH.fullmatch(name)}

    def find(row: dict[str, str]) -> str:
        code = code_of(row) if uscc.is_valid(code_of(row)) else own_code.get(name_of(row), "")
        return firms.get(code) or name_of(row)

    return find


def test_graduates_of_every_employer_however_it_is_spelled(truth, cohorts, employer_of):
    for year in demo.CLASS_YEARS:
        counted = Counter(
            employer_of(row)
            for _, code, row in cohorts[year, "latest"]
            if code in BY_EMPLOYER and name_of(row)
        )
        assert counted == truth.top_employers[str(year)]


def test_spellings_that_a_warehouse_has_to_see_through_are_there(cohorts):
    rows = [row for _, code, row in cohorts[2021, "latest"] if code in BY_EMPLOYER]
    raw = [row.get("单位名称", "") for row in rows]
    assert sum("/" in name for name in raw) > 20
    assert sum(" " in name for name in raw) > 20
    assert sum(bool(BRANCH.fullmatch(name_of(row))) for row in rows) > 20
    assert sum(name == "" for name in raw) > 3
    assert sum(code_of(row) == "" for row in rows) > 100


def test_shares_of_the_lists_count_branches_and_subsidiaries(truth, cohorts, employer_of, feed_rows):
    rows = [row for _, rows in feed_rows("employer_lists") for row in rows]
    groups = {row["单位名称"]: row["上级单位"] for row in rows if row["上级单位"]}
    labels = {
        "世界500强": "fortune500",
        "中国500强": "china500",
        "中央企业": "central_soe",
        "重点单位": "key_employer",
    }
    for (year, snapshot), cohort in cohorts.items():
        found = [employer_of(row) for _, code, row in cohort if code in BY_EMPLOYER]
        for label, name in labels.items():
            listed = {row["单位名称"] for row in rows if (row["名单"], row["年度"]) == (label, str(year))}
            branches = {
                employer for employer in found if (m := BRANCH.fullmatch(employer)) and m[1] in listed
            }
            on = sum(e in listed or groups.get(e) in listed or e in branches for e in found)
            share = truth.employer_lists[str(year)][snapshot][name]
            assert (on, len(found)) == (share["numerator"], share["denominator"])


def test_quartiles_of_pay_are_of_those_who_state_it(truth, cohorts):
    for (year, snapshot), cohort in cohorts.items():
        pay = []
        for _, code, row in cohort:
            if code in BY_EMPLOYER and re.fullmatch(r"\d+(-\d+)?", row.get("月薪", "")):
                ends = [float(end) for end in row["月薪"].split("-")]
                pay += [sum(ends) / len(ends)] if ends[0] else []
        told = truth.salaries[str(year)][snapshot]["all"]
        assert told["n"] == len(pay)
        assert [told["p25"], told["median"], told["p75"]] == pytest.approx(quantiles(pay, method="inclusive"))


def test_cases_that_do_not_fit_are_a_few_of_each_kind(truth, cohorts):
    needs = {"10", "11", "12", "46", "75", "76"}
    for (year, snapshot), cohort in cohorts.items():
        rows = [(code, row) for _, code, row in cohort if row]
        evidence = Counter(
            row.get("佐证材料") or row.get("审核状态") or "blank" for code, row in rows if code in needs
        )
        cases = truth.integrity[str(year)][snapshot]
        assert cases["invalid_code"] == sum(
            bool(c := code_of(row)) and not uscc.is_valid(c) for _, row in rows
        )
        assert cases["employer_is_university"] == sum(
            name_of(row) == "西安交通大学" and code in BY_EMPLOYER for code, row in rows
        )
        assert (cases["evidence_none"], cases["evidence_blank"], cases["evidence_declared"]) == (
            evidence["无材料"],
            evidence["blank"],
            evidence["学生填报"],
        )
        assert cases["university_assistant"] < cases["employer_is_university"]
        assert min(n for case, n in cases.items() if case != "university_assistant") > 0


def test_hosts_of_further_study_add_up_to_those_who_study_on(truth):
    for year, snapshots in truth.further_study.items():
        for snapshot, rows in snapshots.items():
            codes = truth.destinations[year][snapshot]["all"]
            studying = {"home": ("80", "801", "802"), "abroad": ("85",)}
            for kind, of_kind in studying.items():
                mine = [row for row in rows if row["kind"] == kind]
                assert sum(row["graduates"] for row in mine) == sum(codes.get(code, 0) for code in of_kind)
            assert any(row["host"] is None and row["country"] for row in rows)


def test_moves_between_snapshots_add_up_on_both_sides(truth):
    for year, moves in truth.restatement.items():
        for both, counts in moves.items():
            for side, snapshot in enumerate(both.split(">")):
                totals = Counter()
                for move, graduates in counts.items():
                    totals[move.split(">")[side]] += graduates
                off_roster = totals.pop("not_on_roster", 0)
                assert totals == truth.destinations[year][snapshot]["all"]
                assert off_roster > 0 or snapshot != "initial"


def test_progress_passes_through_the_snapshots(truth):
    days = {"initial": "08-31", "year_end": "12-31"}
    for year, rows in truth.progress.items():
        for snapshot, day in days.items():
            known = [row for row in rows if row["degree_level"] == "all" and row["as_of"] <= f"{year}-{day}"]
            codes = truth.destinations[year][snapshot]["all"]
            assert known[-1]["graduates"] == sum(codes.values())
            assert known[-1]["unknown"] == codes["unknown"]
            assert known[-1]["placed"] == sum(codes.values()) - sum(
                codes.get(code, 0) for code in ("70", "71", "72", "unknown")
            )
