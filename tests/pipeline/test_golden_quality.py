"""Placement quality, flow, top employers and further study of the demonstration, counted again in Python.

As test_golden_marts: from the landed files, by the specification, nothing copied from models or seeds. What a
name looks like when it is compared is ingest's and tested there; who is one employer is worked out here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from math import isclose
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from stdnum.cn import uscc

from dagster_project.contracts.codes import SEEDS
from dagster_project.ingest.employers import name_key
from tests.pipeline.test_golden_marts import (
    BY_EMPLOYER,
    DEGREE_LEVEL,
    EMPLOYED,
    GENDER,
    graduates_of,
    landed,
    mart,
    parent,
    state,
)

MACRO_REGION = {
    **dict.fromkeys(["11", "12", "13", "31", "32", "33", "35", "37", "44", "46"], "eastern"),
    **dict.fromkeys(["14", "34", "36", "41", "42", "43"], "central"),
    **dict.fromkeys(["15", "45", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65"], "western"),
    **dict.fromkeys(["21", "22", "23"], "northeast"),
}
INSTITUTIONS = {"20", "21", "22", "23", "29"}
LISTS_OF_UNIVERSITIES = {"double_first_class", "top100", "top200"}
ABROAD_WORDS = ("大学", "学院", "学校", "高等", "研究", "university", "college", "institute", "school")


def delivered(data: Path, feed: str) -> list[dict]:
    """As `landed`, for a feed that may have had no delivery yet."""
    files = [path for path in (data / "landing" / feed).glob("*.parquet") if not path.name.startswith("_")]
    return landed(data, feed) if files else []


def code_of(row: dict) -> str | None:
    text = row["employer_uscc"] or ""
    return text[8:17] if len(text) == 18 and uscc.is_valid(text) else row["employer_code"]


class Employers:
    """Who is one employer as of a day: by code, else by the one code its name had come with by then."""

    def __init__(self, data: Path) -> None:
        self.codes: dict[str, dict[str, date]] = defaultdict(dict)
        listed = [
            row for row in delivered(data, "employer_lists") if row["list_name"] not in LISTS_OF_UNIVERSITIES
        ]
        named = [
            row for row in landed(data, "destinations") if parent(row["destination"] or "") in BY_EMPLOYER
        ]
        for row in [*named, *landed(data, "fair_employers"), *listed]:
            name, code = row["employer_name_key"], code_of(row)
            if name and code:
                first = self.codes[name].get(code, row["recorded_on"])
                self.codes[name][code] = min(first, row["recorded_on"])
        self.same: dict[str, str] = {}
        ledger = pl.read_parquet(data / "landing" / "employer_decisions" / "*.parquet")
        for line in ledger.filter(pl.col("decision") == "same").iter_rows(named=True):
            for one in (line["employer_a"], line["employer_b"]):
                self.same[one] = line["group_key"]
                self.same[self.named(one.removeprefix("name:"), None)] = line["group_key"]
        self.lists: dict[str, dict[int, list[dict]]] = defaultdict(lambda: defaultdict(list))
        for row in delivered(data, "employer_lists"):
            self.lists[row["list_name"]][row["list_year"]].append(row)
        self.known: dict[tuple, bool] = {}
        self.parents: dict[str, tuple[int, str]] = {}
        for row in listed:
            if row["parent_name_key"]:
                key, told = self.key(row, None), (row["list_year"], self.named(row["parent_name_key"], None))
                if key != told[1] and told[0] >= self.parents.get(key, told)[0]:
                    self.parents[key] = told

    def named(self, name: str, day: date | None) -> str:
        known = [code for code, first in self.codes[name].items() if day is None or first <= day]
        means = known[0] if len(known) == 1 else f"name:{name}"
        return self.same.get(means, means)

    def key(self, row: dict, day: date | None) -> str:
        code = code_of(row)
        return self.same.get(code, code) if code else self.named(row["employer_name_key"], day)

    def version(self, name: str, year: int) -> int | None:
        return max((of for of in self.lists[name] if of <= year), default=None)

    def members(self, name: str, year: int) -> list[dict]:
        return self.lists[name].get(self.version(name, year), [])

    def on(self, name: str, year: int, row: dict, key: str) -> bool:
        """By code, then by name where a side has no code, then by the parent."""
        written = (name, year, key, code_of(row), row["employer_name_key"], row["employer_parent_key"])
        if written not in self.known:
            self.known[written] = self._on(*written)
        return self.known[written]

    def _on(self, name: str, year: int, key: str, code: str | None, called: str, above: str | None) -> bool:
        parent_key = self.parents[key][1] if key in self.parents else above and self.named(above, None)
        return any(
            self.key(member, None) in (key, parent_key)
            or (called == member["employer_name_key"] and not (code and code_of(member)))
            or (above is not None and above == member["employer_name_key"])
            for member in self.members(name, year)
        )


@pytest.fixture(scope="module")
def data(demo) -> Path:
    folder, outcome = demo
    assert outcome.code == 0, outcome.out + outcome.err
    return folder


@pytest.fixture(scope="module")
def employers(data) -> Employers:
    return Employers(data)


@pytest.fixture(scope="module")
def people(data, employers) -> dict[tuple[int, str], list[dict]]:
    """Every graduate of N by class year and snapshot, with what the measures ask about."""
    rows: dict[str, dict[int, list[dict]]] = {}
    for feed in ("graduates", "destinations"):
        rows[feed] = defaultdict(list)
        for row in landed(data, feed):
            rows[feed][row["class_year"]].append(row)
    counts = pl.read_parquet(data / "landing" / "institution" / "*.parquet")["completed_counts"].item()
    members = delivered(data, "programme_members")
    found = {}
    for year, roster_rows in rows["graduates"].items():
        outcomes = rows["destinations"][year]
        last = max(row["recorded_on"] for row in [*roster_rows, *outcomes])
        for snapshot, day in (
            ("initial", date(year, 8, 31)),
            ("year_end", date(year, 12, 31)),
            ("latest", last),
        ):
            known = None if snapshot == "latest" else day
            roster = graduates_of(roster_rows, day, counts)
            by_exam = {row["exam_key"]: key for key, row in roster.items() if row["exam_key"]}
            newest = state(
                outcomes,
                day,
                lambda row, by_exam=by_exam: row["graduate_key"] or by_exam.get(row["exam_key"]),
            )
            selected = {
                row["graduate_key"]
                for row in members
                if row["programme"] == "选调生" and (known is None or row["recorded_on"] <= known)
            }
            found[year, snapshot] = [
                person(year, key, row, newest.get(key, {}), key in selected, employers, known)
                for key, row in roster.items()
            ]
    return found


def person(
    year: int,
    key: str,
    graduate: dict,
    outcome: dict,
    selected: bool,
    employers: Employers,
    known: date | None,
) -> dict[str, Any]:
    code = outcome.get("destination") or "unknown"
    by_employer = parent(code) in BY_EMPLOYER
    named = by_employer and outcome["employer_name_key"]
    employer = employers.key(outcome, known) if named else None
    host = host_of(outcome) if parent(code) in ("80", "85") else None
    return {
        "level": DEGREE_LEVEL.get(graduate["degree_code"], "unknown"),
        "college": graduate["college"] or "unknown",
        "gender": GENDER.get(graduate["gender"], "unknown"),
        "code": code,
        "employed": parent(code) in EMPLOYED,
        "by_employer": by_employer,
        "studies": {"80": "home", "85": "abroad"}.get(parent(code)),
        "origin": (graduate["origin_region"] or "")[:2],
        "province": (outcome.get("work_region") or "")[:2],
        "nature": outcome.get("employer_nature") or "",
        "salary": outcome.get("monthly_salary") or None,
        "selected": selected,
        "employer": employer,
        "lists": {
            name
            for name in ("key_employer", "fortune500", "china500", "central_soe")
            if employer and employers.on(name, year, outcome, employer)
        },
        "host": host,
        "host_lists": {
            name
            for name in LISTS_OF_UNIVERSITIES
            if host in {member["employer_name_key"] for member in employers.members(name, year)}
            and not (name == "double_first_class" and parent(code) == "85")
        },
    }


def host_of(outcome: dict) -> str | None:
    if outcome["study_institution_key"]:
        return outcome["study_institution_key"]
    name = outcome["employer_name_key"]
    if name and parent(outcome["destination"]) == "85" and not any(word in name for word in ABROAD_WORDS):
        return None
    return name


Test = Callable[[dict], bool]


def works_somewhere(one: dict) -> bool:
    return one["employed"] and one["province"] != ""


def has_nature(one: dict) -> bool:
    return one["by_employer"] and one["nature"] != ""


def is_from(region: str) -> Test:
    return lambda one: MACRO_REGION.get(one["province"]) == region


def is_on(name: str) -> Test:
    return lambda one: name in one["lists"] | one["host_lists"]


# measure -> whom it is of, whom it counts
SHARES: dict[str, tuple[Test, Test]] = {
    **{f"{region}_share": (works_somewhere, is_from(region)) for region in set(MACRO_REGION.values())},
    "in_province_share": (works_somewhere, lambda one: one["province"] == "61"),
    "home_return_share": (
        lambda one: works_somewhere(one) and one["origin"] != "",
        lambda one: one["province"] == one["origin"],
    ),
    "grassroots_share_narrow": (
        lambda one: one["employed"],
        lambda one: parent(one["code"]) in {"50", "51", "50/51"},
    ),
    "grassroots_share_wide": (
        lambda one: one["employed"],
        lambda one: parent(one["code"]) in {"50", "51", "50/51"} or one["nature"] in {"55", "56"},
    ),
    "government_share": (has_nature, lambda one: one["nature"] == "10"),
    "institution_share": (has_nature, lambda one: one["nature"] in INSTITUTIONS),
    "soe_share": (has_nature, lambda one: one["nature"] == "31"),
    "further_study_home_share": (
        lambda one: one["studies"] is not None,
        lambda one: one["studies"] == "home",
    ),
    "further_study_abroad_share": (
        lambda one: one["studies"] is not None,
        lambda one: one["studies"] == "abroad",
    ),
    "selected_graduate_count": (lambda one: True, lambda one: one["selected"] or one["code"] == "512"),
}
LIST_SHARES: dict[str, Test] = {
    **dict.fromkeys(
        ("key_employer", "fortune500", "china500", "central_soe"), lambda one: one["by_employer"]
    ),
    **dict.fromkeys(LISTS_OF_UNIVERSITIES, lambda one: one["studies"] is not None),
}
PERCENTILES = {"salary_p25": 25, "salary_median": 50, "salary_p75": 75}


def cells(one: dict) -> list[tuple[str, str, str]]:
    """The (degree level, breakdown, value) a graduate is in, of three of the breakdowns."""
    groups = (("overall", "all"), ("college", one["college"]), ("gender", one["gender"]))
    return [(level, *group) for level in ("all", one["level"]) for group in groups]


def same(value: float | None, wanted: float | None) -> bool:
    if value is None or wanted is None:
        return value is wanted
    return isclose(value, wanted, rel_tol=1e-12)


def test_placement_quality_of_every_measure_level_college_and_gender(data, people, employers):
    expected = {}
    for (year, snapshot), persons in people.items():
        lists = {
            f"{name}_share": (base, is_on(name))
            for name, base in LIST_SHARES.items()
            if employers.version(name, year) is not None
        }
        whole: Counter = Counter()
        part: Counter = Counter()
        salaries = defaultdict(list)
        groups = set()
        for one in persons:
            groups.update(cells(one))
            within = [(m, counts(one)) for m, (base, counts) in (SHARES | lists).items() if base(one)]
            for cell in cells(one):
                for measure, counted in within:
                    whole[measure, cell] += 1
                    part[measure, cell] += counted
                if one["employed"]:
                    whole["salary", cell] += 1
                if one["employed"] and one["salary"]:
                    salaries[cell].append(one["salary"])
        for cell in groups:
            for measure in SHARES | lists:
                n, base_n = part[measure, cell], whole[measure, cell]
                value = float(n) if measure.endswith("_count") else n / base_n if base_n else None
                expected[year, snapshot, measure, *cell] = (n, base_n, value)
            stated = salaries[cell]
            for measure, percentile in PERCENTILES.items():
                shown = float(np.percentile(stated, percentile)) if len(stated) >= 25 else None
                expected[year, snapshot, measure, *cell] = (len(stated), whole["salary", cell], shown)
    rows = mart(data, "placement_quality").filter(
        pl.col("breakdown").is_in(["overall", "college", "gender"])
        & (pl.col("measure") != "international_organisation_count")
        & pl.col("survey_id").is_null()
    )
    published = {
        row[:6]: row[6:]
        for row in rows.select(
            "class_year", "snapshot", "measure", "degree_level", "breakdown", "breakdown_value", "numerator",
            "denominator", "value",
        ).iter_rows()
    }  # fmt: skip
    assert len(published) == rows.height > 10_000
    assert published.keys() == expected.keys()
    assert {key: row[:2] for key, row in published.items()} == {key: row[:2] for key, row in expected.items()}
    wrong = {key for key, row in published.items() if not same(row[2], expected[key][2])}
    assert wrong == set()


def test_what_a_survey_was_asked_is_counted_from_its_answers_that_stand(data):
    """Of the answers of one student number the newest complete one stands; here all of them are complete."""
    answers = [row for row in delivered(data, "survey_responses") if row["survey_id"] == "placement-2019"]
    last: dict[str, tuple] = {}
    for row in answers:
        if row["graduate_key"]:
            sent = (row["submitted_at"], int(row["response_no"]))
            last[row["graduate_key"]] = max(sent, last.get(row["graduate_key"], sent))
    items = {
        "major_match_rate": ("3", {"很相关", "比较相关"}),
        "expectation_match_rate": ("4", {"很吻合", "比较吻合"}),
        "job_satisfaction_rate": ("5", {"很满意", "满意"}),
        "turnover_rate": ("7", {"离职一次", "离职两次及以上"}),
    }
    expected = {}
    for measure, (item, counting) in items.items():
        given = [
            row["answer"]
            for row in answers
            if row["item_no"] == item
            and row["status"] == "answered"
            and row["answer"] != "无法评价"
            and (not row["graduate_key"] or last[row["graduate_key"]][1] == int(row["response_no"]))
        ]
        expected[measure] = (sum(answer in counting for answer in given), len(given))
    rows = mart(data, "placement_quality").filter(
        pl.col("survey_id").is_not_null()
        & (pl.col("breakdown") == "overall")
        & (pl.col("degree_level") == "all")
    )
    assert {(row["class_year"], row["snapshot"], row["base"]) for row in rows.to_dicts()} == {
        (2019, "latest", "survey_answers")
    }
    assert {row["measure"]: (row["numerator"], row["denominator"]) for row in rows.to_dicts()} == expected


def test_the_lists_used_are_those_of_the_class_year(data, employers):
    rows = mart(data, "placement_quality").select("class_year", "measure", "list_year").unique()
    used = {(year, measure): list_year for year, measure, list_year in rows.iter_rows()}
    for name in LIST_SHARES:
        for year in (2019, 2020, 2021):
            assert used.get((year, f"{name}_share")) == employers.version(name, year)
    assert used[2020, "soe_share"] is None


def test_placement_flow_of_all_levels(data, people):
    provinces = pl.read_csv(SEEDS / "code_province.csv", infer_schema=False)
    short = dict(provinces.select("province_code", "label_zh").iter_rows()) | {"": "unknown"}
    expected: Counter = Counter()
    for key, persons in people.items():
        for one in persons:
            for level in ("all", one["level"]) if one["employed"] else ():
                expected[(*key, level, short[one["origin"]], short[one["province"]])] += 1
    rows = mart(data, "placement_flow").select(
        "class_year", "snapshot", "degree_level", "origin_province", "work_province", "graduates"
    )
    assert {row[:5]: row[5] for row in rows.iter_rows()} == expected
    assert rows.height == len(expected) > 1000


def test_top_employers_and_their_ranks(data, people):
    expected = {}
    for key, persons in people.items():
        taken = Counter(one["employer"] for one in persons if one["employer"])
        for employer, graduates in taken.items():
            rank = 1 + sum(other > graduates for other in taken.values())
            expected[(*key, employer)] = (graduates, rank)
    rows = mart(data, "top_employer").select("class_year", "snapshot", "employer_key", "graduates", "rank")
    assert {row[:3]: row[3:] for row in rows.iter_rows()} == expected
    assert rows.height == len(expected) > 1000


def test_the_public_tier_names_no_employer_with_one_or_two_graduates(data):
    internal = mart(data, "top_employer")
    public = pl.read_parquet(data / "marts" / "current" / "public" / "top_employer.parquet")
    assert public.height == internal.filter(pl.col("graduates") > 2).height < internal.height
    assert public["graduates"].min() == 3
    assert not public["is_suppressed"].any()


def test_further_study_by_school(data, people):
    expected = {}
    for key, persons in people.items():
        for level in {"all", *(one["level"] for one in persons)}:
            group = [one for one in persons if one["studies"] and level in ("all", one["level"])]
            hosts = Counter((one["studies"], one["host"]) for one in group)
            known = sum(count for (_, host), count in hosts.items() if host)
            for (kind, host), count in hosts.items():
                expected[(*key, level, kind, host or "unknown")] = (
                    count,
                    known,
                    count / known if host else None,
                )
    rows = mart(data, "further_study").select(
        "class_year", "snapshot", "degree_level", "kind", pl.col("host"), "graduates", "base", "share"
    )
    assert {(*row[:4], name_key(row[4])): row[5:] for row in rows.iter_rows()} == expected
    assert rows.height == len(expected) > 100
