"""The marts of the demonstration, counted again: from the landed files, in Python, by the specification.

Nothing here is copied from the models. The histories are replayed delivery by delivery, the formulas of the
rates are written out as sums, and the intervals come from statsmodels. If this file and the marts differ, one
of them has misread the definitions of the rates, the bases or the snapshots: settle which before changing it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

import polars as pl
import pytest
from statsmodels.stats.proportion import proportion_confint

CATEGORY = {
    **dict.fromkeys(["10", "11", "27", "46", "50", "51", "50/51"], "contract"),
    **dict.fromkeys(["12", "76"], "flexible"),
    "75": "startup",
    **dict.fromkeys(["80", "85"], "further_study"),
    "70": "seeking",
    **dict.fromkeys(["71", "72"], "not_seeking"),
    "unknown": "unknown",
}
EMPLOYED = {code for code, category in CATEGORY.items() if category in {"contract", "flexible", "startup"}}
BY_EMPLOYER = EMPLOYED - {"46", "75", "76"}
DEGREE_LEVEL = {
    **dict.fromkeys(["01", "03"], "doctor"),
    **dict.fromkeys(["11", "13"], "master"),
    **dict.fromkeys(["25", "26"], "second_bachelor"),
    **dict.fromkeys(["31", "33"], "bachelor"),
    **dict.fromkeys(["41", "43", "61", "63"], "junior_college"),
}
COMPLETED_DEGREES = {"03", "13", "26", "33", "43", "63"}
GENDER = {"1": "male", "2": "female"}
OFFICIAL_YEARS = {
    "MOE-2004": range(1900, 2020),
    "MOE-2020": range(2020, 2021),
    "MOE-2021": range(2021, 2024),
    "MOE-2024": range(2024, 2100),
}
SCORES = {"很满意": 5, "满意": 4, "一般": 3, "不满意": 2, "很不满意": 1}
BOX_RULES = {"top2": 4, "top3": 3}  # lowest score of five that is satisfied
SURVEY = "guidance-2020"


def parent(code: str) -> str:
    """Sub-codes (801, 512 and so on) roll up to the two digits they begin with."""
    return code[:2] if code.isdigit() else code


def formulas(n: Counter[str]) -> dict[tuple[str, str], tuple[int, int]]:
    """Numerator and denominator of every measure, from the graduates of each parent code."""

    def of(*categories: str) -> int:
        return sum(count for code, count in n.items() if CATEGORY[code] in categories)

    everybody = sum(n.values())
    contract, startup, flexible, study = (
        of("contract"), of("startup"), of("flexible"), of("further_study"),
    )  # fmt: skip
    employed, seeking, not_seeking = contract + startup + flexible, of("seeking"), of("not_seeking")
    numerators = {
        ("MOE-2004", "employment_rate"): everybody - n["70"] - n["71"] - n["72"] - n["unknown"],
        ("MOE-2020", "employment_rate"): employed + study,
        ("MOE-2020", "contract_rate"): contract,
        ("MOE-2020", "other_form_rate"): n["12"] + n["75"] + n["76"],
        ("MOE-2020", "further_study_rate"): study,
        ("MOE-2020", "seeking_rate"): seeking,
        ("MOE-2020", "not_seeking_rate"): not_seeking,
        ("MOE-2021", "placement_rate"): contract + startup + flexible + study,
        ("MOE-2021", "contract_rate"): contract,
        ("MOE-2021", "startup_rate"): n["75"],
        ("MOE-2021", "flexible_rate"): n["12"] + n["76"],
        ("MOE-2021", "further_study_rate"): study,
        ("MOE-2021", "seeking_rate"): seeking,
        ("MOE-2021", "not_seeking_rate"): not_seeking,
        ("MOE-2024", "placement_rate"): contract + startup + flexible + study,
        ("MOE-2024", "employer_rate"): contract + n["12"],
        ("MOE-2024", "startup_rate"): n["75"],
        ("MOE-2024", "freelance_rate"): n["76"],
        ("MOE-2024", "further_study_rate"): study,
        ("MOE-2024", "seeking_rate"): seeking,
        ("MOE-2024", "not_seeking_rate"): not_seeking,
        ("NACE", "knowledge_rate"): everybody - n["unknown"],
    }
    rates = {key: (numerator, everybody) for key, numerator in numerators.items()}
    rates["NACE", "career_outcomes_rate"] = (employed + study, everybody - n["unknown"] - n["72"])
    rates["LABOUR", "labour_force_employment_rate"] = (employed, employed + n["70"])
    return rates


def quotient(numerator: int, denominator: int) -> float | None:
    return numerator / denominator if denominator else None


# ---- from the landed files to the state of a day


def landed(data: Path, feed: str) -> list[dict]:
    """Rows of the deliveries that the register says are landed, oldest delivery first, in their own order."""
    register = pl.read_parquet(data / "landing" / "deliveries" / "register.parquet")
    modes = register.filter(pl.col("status") == "landed").select("delivery_id", "mode")
    files = [path for path in (data / "landing" / feed).glob("*.parquet") if not path.name.startswith("_")]
    rows = pl.concat([pl.read_parquet(path) for path in files], how="diagonal").join(modes, on="delivery_id")
    order = ["recorded_on", "source_file", "source_sheet", "source_line"]
    return rows.sort(order, nulls_last=True, maintain_order=True).to_dicts()


def state(rows: list[dict], day: date, key: Callable[[dict], str | None]) -> dict[str, dict]:
    """Each key's newest row of `day`, by replaying the deliveries of one class year up to that day."""
    newest: dict[str, dict] = {}
    known = (row for row in rows if row["recorded_on"] <= day)
    for _, delivery in groupby(known, key=lambda row: row["delivery_id"]):
        held = list(delivery)
        if held[0]["mode"] == "full":
            newest.clear()
        newest.update({name: row for row in held if (name := key(row)) is not None})
    return newest


def graduates_of(rows: list[dict], day: date, completed_counts: bool) -> dict[str, dict]:
    """N of one class year: who is on the roster of that day as a graduate."""
    roster = state(rows, day, lambda row: row["graduate_key"])

    def counts(row: dict) -> bool:
        status = row["roster_status"] or "graduate"
        completed = status == "completed" or row["degree_code"] in COMPLETED_DEGREES
        return status in {"graduate", "completed"} and (completed_counts or not completed)

    return {key: row for key, row in roster.items() if counts(row)}


@pytest.fixture(scope="module")
def data(demo) -> Path:
    folder, outcome = demo
    assert outcome.code == 0, outcome.out + outcome.err
    return folder


@pytest.fixture(scope="module")
def rosters(data) -> dict[int, list[dict]]:
    by_year = defaultdict(list)
    for row in landed(data, "graduates"):
        by_year[row["class_year"]].append(row)
    return by_year


@pytest.fixture(scope="module")
def completed_counts(data) -> bool:
    return pl.read_parquet(data / "landing" / "institution" / "*.parquet")["completed_counts"].item()


@pytest.fixture(scope="module")
def people(data, rosters, completed_counts) -> dict[tuple[int, str], list[dict]]:
    """Every graduate of N by class year and snapshot, with roster and destination joined."""
    destinations = defaultdict(list)
    for row in landed(data, "destinations"):
        destinations[row["class_year"]].append(row)
    found = {}
    for year in rosters.keys() & destinations.keys():
        days = [
            [row["recorded_on"] for row in feed[year]] for feed in (rosters, destinations)
        ]  # a cohort begins when both lists have come, and all its official days are past
        official = {"initial": date(year, 8, 31), "year_end": date(year, 12, 31)}
        snapshots = {name: day for name, day in official.items() if day >= max(map(min, days))}
        for snapshot, day in {**snapshots, "latest": max(map(max, days))}.items():
            roster = graduates_of(rosters[year], day, completed_counts)
            by_exam = {row["exam_key"]: key for key, row in roster.items() if row["exam_key"]}
            outcome = state(
                destinations[year],
                day,
                lambda row, by_exam=by_exam: row["graduate_key"] or by_exam.get(row["exam_key"]),
            )
            found[year, snapshot] = [person(row, outcome.get(key, {})) for key, row in roster.items()]
    return found


def person(graduate: dict, outcome: dict) -> dict:
    code = outcome.get("destination") or "unknown"
    region = outcome.get("work_region")
    return {
        "level": DEGREE_LEVEL.get(graduate["degree_code"], "unknown"),
        "college": graduate["college"] or "unknown",
        "gender": GENDER.get(graduate["gender"], "unknown"),
        "ethnicity_group": ethnicity_group(graduate["ethnicity"]),
        "origin_province": graduate["origin_region"][:2] if graduate["origin_region"] else "unknown",
        "code": code,
        "industry": outcome.get("industry") or "unknown",
        "province": region[:2] if region else "unknown",
    }


def ethnicity_group(code: str | None) -> str:
    """Han is 01 of the 56 ethnicities of GB/T 3304; 97 and 98 are none of them."""
    if not code or int(code) > 56:
        return "unknown"
    return "han" if code == "01" else "minority"


def mart(data: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(data / "marts" / "current" / "internal" / f"{name}.parquet")


def by_level(persons: list[dict]) -> Iterator[tuple[str, list[dict]]]:
    """All of them, then those of each degree level."""
    yield "all", persons
    for level in {one["level"] for one in persons}:
        yield level, [one for one in persons if one["level"] == level]


# ---- the marts


def test_the_snapshots_of_the_demonstration_differ(people):
    assert {year for year, _ in people} == {2019, 2020, 2021}
    assert {snapshot for _, snapshot in people} == {"initial", "year_end", "latest"}
    codes = {key: Counter(one["code"] for one in persons) for key, persons in people.items()}
    assert all(codes[year, "initial"] != codes[year, "year_end"] for year in (2019, 2020, 2021))


def test_employment_rate_for_every_version_snapshot_level_college_and_gender(data, people):
    expected = {}
    for (year, snapshot), persons in people.items():
        for level, group in by_level(persons):
            counts: dict[tuple[str, str], Counter] = defaultdict(Counter)
            for one in group:
                for cell in (
                    ("overall", "all"),
                    ("college", one["college"]),
                    ("gender", one["gender"]),
                ):
                    counts[cell][parent(one["code"])] += 1
            for cell, n in counts.items():
                for (version, measure), (numerator, denominator) in formulas(n).items():
                    official = year in OFFICIAL_YEARS.get(version, ())
                    expected[year, snapshot, version, measure, level, *cell] = (
                        official, numerator, denominator, quotient(numerator, denominator),
                    )  # fmt: skip
    rows = mart(data, "employment_rate").filter(pl.col("breakdown").is_in(["overall", "college", "gender"]))
    published = {
        row[:7]: row[7:]
        for row in rows.select(
            "class_year", "snapshot", "rate_version", "measure", "degree_level", "breakdown",
            "breakdown_value", "is_official", "numerator", "denominator", "rate",
        ).iter_rows()
    }  # fmt: skip
    assert len(published) == rows.height > 10_000
    assert published == expected


def test_destination_structure_of_the_whole_cohort(data, people):
    expected = {}
    for (year, snapshot), persons in people.items():
        for level, group in by_level(persons):
            for code, count in Counter(one["code"] for one in group).items():
                expected[year, snapshot, level, code] = (
                    CATEGORY[parent(code)], count, len(group), count / len(group),
                )  # fmt: skip
    rows = mart(data, "destination_structure").filter(pl.col("breakdown") == "overall")
    published = {
        row[:4]: row[4:]
        for row in rows.select(
            "class_year", "snapshot", "degree_level", "destination_code", "category", "graduates",
            "denominator", "share",
        ).iter_rows()
    }  # fmt: skip
    assert {key: row for key, row in published.items() if row[1] > 0} == expected
    # What nobody does is a row with 0, for every code of the table in every group.
    groups = {key[:3] for key in published}
    codes = {key[3] for key in published}
    assert set(CATEGORY) <= codes
    assert len(published) == len(groups) * len(codes) == rows.height
    assert {row[1:2] + row[3:] for key, row in published.items() if key not in expected} == {(0, 0.0)}


@pytest.mark.parametrize(
    ("dimension", "attribute", "base"),
    [("industry", "industry", BY_EMPLOYER), ("work_province", "province", EMPLOYED)],
)
def test_placement_structure_over_its_own_base(data, people, dimension, attribute, base):
    expected = {}
    for (year, snapshot), persons in people.items():
        for level, group in by_level(persons):
            values = Counter(one[attribute] for one in group if parent(one["code"]) in base)
            known = values.total() - values["unknown"]
            for value, count in values.items():
                if count:
                    share = None if value == "unknown" else count / known
                    expected[year, snapshot, level, value] = (count, known, share)
    rows = mart(data, "placement_structure").filter(pl.col("dimension") == dimension)
    published = {
        row[:4]: row[4:]
        for row in rows.select(
            "class_year", "snapshot", "degree_level", "dimension_value", "graduates", "base", "share"
        ).iter_rows()
    }
    assert len(published) == rows.height > 100
    assert published == expected


@pytest.mark.parametrize("dimension", ["gender", "ethnicity_group", "origin_province"])
def test_cohort_structure_over_the_graduates_of_whom_it_is_known(data, people, dimension):
    expected = {}
    for (year, snapshot), persons in people.items():
        for level, group in by_level(persons):
            values = Counter(one[dimension] for one in group)
            known = values.total() - values["unknown"]
            for value, count in values.items():
                if count:
                    share = None if value == "unknown" else count / known
                    expected[year, snapshot, level, value] = (count, known, share)
    rows = mart(data, "cohort_structure").filter(pl.col("dimension") == dimension)
    published = {
        row[:4]: row[4:]
        for row in rows.select(
            "class_year", "snapshot", "degree_level", "dimension_value", "graduates", "base", "share"
        ).iter_rows()
    }
    assert len(published) == rows.height > 50
    assert published == expected


def interval(satisfied: int, n: int, frame: int | None) -> tuple[float, float]:
    """Wilson 95 %: sampling n of a frame of N without replacement is worth n (N - 1) / (N - n) answers."""
    if frame is not None and n >= frame:
        return satisfied / n, satisfied / n
    worth = n if frame is None else n * (frame - 1) / (frame - n)
    return proportion_confint(satisfied / n * worth, worth, alpha=0.05, method="wilson")


@pytest.fixture(scope="module")
def answers(data) -> dict[str, dict[str, str | None]]:
    """Item, response number -> what was answered; None where nothing was."""
    rows = [row for row in landed(data, "survey_responses") if row["survey_id"] == SURVEY]
    assert len({row["delivery_id"] for row in rows}) == 1, "several deliveries: replay them as for the roster"
    items: dict[str, dict[str, str | None]] = defaultdict(dict)
    for row in rows:
        items[row["item_no"]][row["response_no"]] = row["answer"] if row["status"] == "answered" else None
    return items


def score(answer: str | None) -> int | None:
    if answer is None:
        return None
    points = re.fullmatch(r"([1-5])分", answer)
    return int(points[1]) if points else SCORES.get(answer)


def test_satisfaction_with_both_box_rules_and_both_intervals(data, answers, rosters, completed_counts):
    day = max(row["recorded_on"] for row in landed(data, "survey_responses") if row["survey_id"] == SURVEY)
    frame = len(graduates_of(rosters[2020], day, completed_counts))
    responses = len({number for item in answers.values() for number in item})
    assert (responses, frame > responses) == (2537, True)
    rows = mart(data, "satisfaction").filter(
        (pl.col("survey_id") == SURVEY) & (pl.col("breakdown") == "overall")
    )
    assert set(rows.select("item_no", "box_rule").iter_rows()) == {
        (item, rule) for item in ("5", "6.1", "6.2", "6.3") for rule in BOX_RULES
    }
    for row in rows.to_dicts():
        scores = [found for answer in answers[row["item_no"]].values() if (found := score(answer))]
        satisfied, n = sum(one >= BOX_RULES[row["box_rule"]] for one in scores), len(scores)
        assert (row["satisfied_n"], row["base_n"], row["excluded_n"]) == (satisfied, n, responses - n)
        assert (row["responses_n"], row["frame_n"]) == (responses, frame)
        assert (row["rate"], row["response_rate"]) == (satisfied / n, responses / frame)
        assert row["mean_score"] == pytest.approx(sum(scores) / n, rel=1e-12)
        assert (row["wilson_low"], row["wilson_high"]) == pytest.approx(
            interval(satisfied, n, frame), rel=1e-9
        )
        assert (row["ac90_low"], row["ac90_high"]) == pytest.approx(
            proportion_confint(satisfied, n, alpha=0.10, method="agresti_coull"), rel=1e-9
        )


def test_the_figure_of_97_60_percent_stands_on_the_answers_of_the_account(data, answers):
    given = Counter(answers["5"].values())
    assert given == {
        "很满意": 1480, "满意": 760, "一般": 200, "不满意": 45, "很不满意": 15, "无法评价": 37,
    }  # fmt: skip
    rows = mart(data, "satisfaction").filter(
        (pl.col("survey_id") == SURVEY) & (pl.col("item_no") == "5") & (pl.col("breakdown") == "overall")
    )
    headline = {row["box_rule"]: (row["rate"], row["is_headline"]) for row in rows.to_dicts()}
    assert headline == {"top3": (2440 / 2500, True), "top2": (2240 / 2500, False)}


def test_the_item_of_several_answers_counts_each_option_once_for_each_response(data, answers):
    chosen: Counter[str] = Counter()
    given = [answer for answer in answers["4"].values() if answer]
    for answer in given:
        # What was typed beside 其他 stands in 〖…〗 and is nobody's option.
        chosen.update({re.sub("〖.*", "", option).strip() for option in answer.split("┋")})
    rows = mart(data, "survey_item").filter((pl.col("survey_id") == SURVEY) & (pl.col("item_no") == "4"))
    published = {row["option"]: row for row in rows.to_dicts()}
    assert {option: row["responses"] for option, row in published.items() if row["responses"]} == chosen
    assert "其他" in chosen
    assert {row["base_n"] for row in published.values()} == {len(given)}
    assert all(row["share"] == row["responses"] / len(given) for row in published.values())
    assert sum(row["share"] for row in published.values()) > 1


def test_fair_summary_counts_people_scans_repeats_and_people_off_the_roster(data, rosters):
    scans = landed(data, "fair_attendance")
    assert {row["mode"] for row in scans} == {"delta"}, "a full list withdraws scans: replay it here too"
    owners: dict[str, set[str]] = defaultdict(set)
    for year in rosters.values():
        for row in year:
            if row["mobile_key"]:
                owners[row["mobile_key"]].add(row["graduate_key"])
    on_roster = {row["graduate_key"] for year in rosters.values() for row in year}
    seen: dict[str, set[tuple]] = defaultdict(set)
    for row in scans:
        mine = owners.get(row["mobile_key"], set()) if row["graduate_key"] is None else {row["graduate_key"]}
        who = next(iter(mine)) if len(mine) == 1 else row["mobile_key"]
        seen[row["fair_id"]].add((who, row["checked_in_at"]))
    expected = {}
    for fair in {row["fair_id"] for row in landed(data, "fairs")} | seen.keys():
        visitors = {who for who, _ in seen[fair]}
        figures = (
            len(visitors), len(seen[fair]), len(seen[fair]) - len(visitors),
            len(visitors - on_roster - owners.keys()),
        )  # fmt: skip
        expected[fair] = figures if visitors else (None,) * 4
    rows = mart(data, "fair_summary").select(
        "fair_id", "students", "scans", "repeat_scans", "students_off_roster"
    )
    assert {row[0]: row[1:] for row in rows.iter_rows()} == expected
    # The two autumn fairs of the account: distinct people, with repeated scans beside them.
    busiest = sorted((figures for figures in expected.values() if figures[0]), reverse=True)[:2]
    assert [figures[0] for figures in busiest] == [9850, 3500]
    assert all(repeats > 0 for _, _, repeats, _ in busiest)
