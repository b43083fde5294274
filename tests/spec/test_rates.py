"""How we count: the rates and the intervals, straight from the tables that define them.

No warehouse is built here. The seeds are read as plain CSV and the published counts go through them in a few
lines of Python; the interval macros are rendered and run alone. So a slip in a seed or in a formula shows
without the pipeline, and a slip in the pipeline cannot hide one here.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import duckdb
import jinja2
import pytest
from statsmodels.stats.proportion import proportion_confint

from tests.deployments import REAL, published_table

DBT = Path(__file__).parents[2] / "dbt"


def seed(name: str) -> list[dict[str, str]]:
    with (DBT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CODES = {row["code"]: row for row in seed("codes/code_destination")}
PARENTS = {row["parent_code"] for row in CODES.values()}
VERSIONS = {row["rate_version"]: row for row in seed("rates/rate_version")}
BASE_OF = {(row["rate_version"], row["measure"]): row["base"] for row in seed("rates/rate_measure")}
BASES: dict[str, set[str]] = defaultdict(set)
for row in seed("rates/rate_base"):
    BASES[row["base"]].add(row["destination_code"])
NUMERATORS: dict[tuple[str, str], set[str]] = defaultdict(set)
for row in seed("rates/rate_matrix"):
    NUMERATORS[row["rate_version"], row["measure"]].add(row["destination_code"])

# What the notices say, written out by hand. 50/51 is the label 国家/地方基层项目: its category is known.
CONTRACT = {"10", "11", "27", "46", "50", "51", "50/51"}
STUDY = {"80", "85"}
PLACED = CONTRACT | {"12", "75", "76"} | STUDY
NOT_SEEKING = {"71", "72"}
SPECIFIED = {
    ("MOE-2004", "employment_rate"): PLACED,
    ("MOE-2020", "employment_rate"): PLACED,
    ("MOE-2020", "contract_rate"): CONTRACT,
    ("MOE-2020", "other_form_rate"): {"12", "75", "76"},
    ("MOE-2020", "further_study_rate"): STUDY,
    ("MOE-2020", "seeking_rate"): {"70"},
    ("MOE-2020", "not_seeking_rate"): NOT_SEEKING,
    ("MOE-2021", "placement_rate"): PLACED,
    ("MOE-2021", "contract_rate"): CONTRACT,
    ("MOE-2021", "startup_rate"): {"75"},
    ("MOE-2021", "flexible_rate"): {"12", "76"},
    ("MOE-2021", "further_study_rate"): STUDY,
    ("MOE-2021", "seeking_rate"): {"70"},
    ("MOE-2021", "not_seeking_rate"): NOT_SEEKING,
    ("MOE-2024", "placement_rate"): PLACED,
    ("MOE-2024", "employer_rate"): CONTRACT | {"12"},
    ("MOE-2024", "startup_rate"): {"75"},
    ("MOE-2024", "freelance_rate"): {"76"},
    ("MOE-2024", "further_study_rate"): STUDY,
    ("MOE-2024", "seeking_rate"): {"70"},
    ("MOE-2024", "not_seeking_rate"): NOT_SEEKING,
    ("NACE", "knowledge_rate"): PLACED | {"70"} | NOT_SEEKING,
    ("NACE", "career_outcomes_rate"): PLACED,
    ("LABOUR", "labour_force_employment_rate"): PLACED - STUDY,
}


def rate(counts: Counter[str], version: str, measure: str) -> tuple[int, int]:
    """Numerator and denominator of one measure for so many graduates of each destination code."""
    n: Counter[str] = Counter()
    for code, graduates in counts.items():
        n[CODES[code]["parent_code"]] += graduates
    base = BASES[BASE_OF[version, measure]]
    return sum(n[code] for code in base & NUMERATORS[version, measure]), sum(n[code] for code in base)


def printed_counts(name: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in published_table(name):
        counts[row["destination_code"]] += int(row["graduates"])
    return counts


# ---- the tables of the definitions


def test_every_measure_of_every_version_counts_the_codes_its_notice_names():
    assert dict(NUMERATORS) == SPECIFIED
    assert BASE_OF.keys() == SPECIFIED.keys()


def test_the_denominators_are_everybody_or_what_the_standard_says():
    wanted = {
        "all": PARENTS,
        "known_not_other_72": PARENTS - {"unknown", "72"},
        "labour_force": (PLACED - STUDY) | {"70"},
    }
    assert dict(BASES) == wanted
    special = {
        ("NACE", "career_outcomes_rate"): "known_not_other_72",
        ("LABOUR", "labour_force_employment_rate"): "labour_force",
    }
    for key, base in BASE_OF.items():
        assert base == special.get(key, "all"), key


@pytest.mark.parametrize("measure", sorted(BASE_OF), ids="-".join)
def test_a_numerator_is_part_of_its_denominator(measure):
    assert NUMERATORS[measure] <= BASES[BASE_OF[measure]]


def test_categories_divide_all_codes_and_follow_from_the_outcome():
    outcome_of = {
        "contract": "employed", "startup": "employed", "flexible": "employed",
        "further_study": "further_study", "seeking": "not_placed", "not_seeking": "not_placed",
        "unknown": "unknown",
    }  # fmt: skip
    assert {row["category"] for row in CODES.values()} == outcome_of.keys()
    for code, row in CODES.items():
        assert outcome_of[row["category"]] == row["outcome"], code
        # A sub-code is what its parent is, or a roll-up would move graduates between categories.
        above = CODES[row["parent_code"]]
        assert (above["category"], above["parent_code"]) == (row["category"], row["parent_code"]), code
        assert row["is_by_employer"] == above["is_by_employer"], code


def test_employed_by_an_employer_is_all_employment_but_the_army_and_the_own_account():
    employed = {code for code, row in CODES.items() if row["outcome"] == "employed"}
    by_employer = {code for code, row in CODES.items() if row["is_by_employer"] == "true"}
    assert {CODES[code]["parent_code"] for code in employed - by_employer} == {"46", "75", "76"}
    assert {CODES[code]["parent_code"] for code in by_employer} == {
        "10", "11", "12", "27", "50", "51", "50/51",
    }  # fmt: skip
    assert by_employer <= employed


@pytest.mark.parametrize(
    ("version", "measures", "whole"),
    [
        (
            "MOE-2020",
            ["contract_rate", "other_form_rate", "further_study_rate"],
            ("MOE-2020", "employment_rate"),
        ),
        (
            "MOE-2021",
            ["contract_rate", "startup_rate", "flexible_rate", "further_study_rate"],
            ("MOE-2021", "placement_rate"),
        ),
        (
            "MOE-2024",
            ["employer_rate", "startup_rate", "freelance_rate", "further_study_rate"],
            ("MOE-2024", "placement_rate"),
        ),
    ],
)
def test_the_parts_of_a_placement_rate_do_not_overlap_and_make_the_whole(version, measures, whole):
    parts = Counter(code for measure in measures for code in NUMERATORS[version, measure])
    assert parts == dict.fromkeys(NUMERATORS[whole], 1)
    # And with those who are not placed and those of whom nothing is known they are everybody.
    rest = Counter(
        code for measure in ("seeking_rate", "not_seeking_rate") for code in NUMERATORS[version, measure]
    )
    assert parts + rest + Counter(["unknown"]) == dict.fromkeys(BASES["all"], 1)


@pytest.mark.parametrize("year", range(2000, 2041))
def test_one_version_is_official_for_each_class_year(year):
    def holds(row: dict[str, str]) -> bool:
        first, last = int(row["from_year"] or 0), int(row["to_year"] or 9999)
        return bool(row["from_year"] or row["to_year"]) and first <= year <= last

    expected = "MOE-2004" if year < 2020 else "MOE-2020" if year == 2020 else None
    expected = expected or ("MOE-2021" if year <= 2023 else "MOE-2024")
    assert [name for name, row in VERSIONS.items() if holds(row)] == [expected]


# ---- published counts in, published percentages out

HENAN, UNIVERSITY = printed_counts("henan_college_2022"), printed_counts("university_5082")


def test_the_published_tables_hold_as_many_graduates_as_they_say():
    assert (HENAN.total(), UNIVERSITY.total()) == (3878, 5082)


@pytest.mark.parametrize(
    ("counts", "measure", "percent"),
    [
        (HENAN, "placement_rate", "97.42"),
        (HENAN, "contract_rate", "52.40"),
        (HENAN, "flexible_rate", "26.04"),
        (HENAN, "startup_rate", "0.77"),
        (HENAN, "further_study_rate", "18.21"),
        (UNIVERSITY, "contract_rate", "61.89"),
        (UNIVERSITY, "further_study_rate", "21.88"),
        (UNIVERSITY, "seeking_rate", "14.38"),
        (UNIVERSITY, "flexible_rate", "1.12"),
        (UNIVERSITY, "not_seeking_rate", "0.37"),
        (UNIVERSITY, "startup_rate", "0.35"),
    ],
)
def test_a_published_percentage_follows_from_the_published_counts(counts, measure, percent):
    numerator, denominator = rate(counts, "MOE-2021", measure)
    assert denominator == counts.total()
    assert f"{100 * numerator / denominator:.2f}" == percent


def test_the_same_graduates_under_every_definition():
    """A hundred graduates; 4 unknown, 3 under code 72. Worked by hand."""
    hundred = Counter(
        {"10": 40, "271": 5, "503": 5, "12": 10, "75": 2, "76": 3, "801": 15, "85": 5, "70": 6, "71": 2}
        | {"72": 3, "unknown": 4}
    )
    assert rate(hundred, "MOE-2004", "employment_rate") == (85, 100)
    assert rate(hundred, "MOE-2020", "other_form_rate") == (15, 100)
    assert rate(hundred, "MOE-2021", "flexible_rate") == (13, 100)
    assert rate(hundred, "MOE-2024", "employer_rate") == (60, 100)
    assert rate(hundred, "NACE", "knowledge_rate") == (96, 100)
    assert rate(hundred, "NACE", "career_outcomes_rate") == (85, 93)
    assert rate(hundred, "LABOUR", "labour_force_employment_rate") == (65, 71)


def test_shaanxi_2020_is_the_sum_of_its_levels_and_not_the_mean_of_their_rates():
    levels = {2421: 0.9091, 33265: 0.9058, 168445: 0.7895, 127904: 0.8268}
    placed = Counter({"10": sum(round(graduates * share) for graduates, share in levels.items())})
    placed["70"] = sum(levels) - placed["10"]
    numerator, denominator = rate(placed, "MOE-2020", "employment_rate")
    assert f"{100 * numerator / denominator:.2f}" == "81.64"
    assert f"{100 * sum(levels.values()) / len(levels):.2f}" == "85.78"


def test_the_file_of_published_rates_states_the_figures_of_the_specification():
    with (REAL / "destination_tables" / "published_rates.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    stated = Counter(row["population"] for row in rows)
    assert stated == {"henan_college_2022": 5, "university_5082": 6, "shaanxi_2020": 1}


# ---- satisfaction


@pytest.mark.parametrize(
    ("satisfied", "n", "low", "high"),
    [(122, 125, 93.2, 99.2), (488, 500, 95.9, 98.6), (976, 1000, 96.5, 98.4)],
)
def test_97_6_percent_means_more_the_more_were_asked(satisfied, n, low, high):
    bounds = proportion_confint(satisfied, n, alpha=0.05, method="wilson")
    assert [round(100 * bound, 1) for bound in bounds] == [low, high]


def test_the_box_rule_alone_moves_a_published_figure_from_62_to_96_percent():
    shares = [14.65, 47.23, 33.83, 2.89, 1.40]
    assert round(sum(shares[:2]), 2) == 61.88
    assert round(sum(shares[:3]), 2) == 95.71


def test_the_response_rate_is_complete_responses_over_the_frame():
    """AAPOR RR1: who was asked and did not answer stays in the denominator."""
    assert eval_sql("{{ ratio('2537', '7954') }}") == 2537 / 7954
    assert eval_sql("{{ ratio('2537', 'cast(null as bigint)') }}") is None
    assert eval_sql("{{ ratio('3', '0') }}") is None


def eval_sql(template: str) -> float | None:
    """The value of an expression that calls the macros of dbt/macros/figures.sql and intervals.sql."""
    return ENGINE.sql(f"select {jinja2.Template(MACROS + template).render()}").fetchone()[0]


ENGINE = duckdb.connect()
MACROS = "".join((DBT / "macros" / f"{name}.sql").read_text("utf-8") for name in ("figures", "intervals"))
WILSON = """{% set n = 'cast(' ~ n ~ ' as double)' %}{% set p = ratio(x, n) %}
{% set z_squared = corrected_z_squared(1.959963984540054, n, frame) %}
{{ clamped_share(wilson_bound(side, p, n, z_squared)) }}"""
AGRESTI_COULL = """{% set n = 'cast(' ~ n ~ ' as double)' %}{% set p = ratio(x, n) %}
{{ clamped_share(agresti_coull_bound(side, p, n, 1.6448536269514722)) }}"""


def bounds(macro: str, x: int, n: int, frame: int | None = None) -> list[float | None]:
    settings = (
        f"{{% set x = {x} %}}{{% set n = {n} %}}{{% set frame = '{frame or 'cast(null as bigint)'}' %}}"
    )
    return [eval_sql(f"{settings}{{% set side = '{side}' %}}{macro}") for side in "-+"]


@pytest.mark.parametrize(("x", "n"), [(0, 12), (12, 12), (1, 2), (122, 125), (2440, 2500), (5, 100000)])
@pytest.mark.parametrize("frame_share", [None, 1.01, 1.5, 40])
def test_the_wilson_bounds_of_the_marts_are_those_of_statsmodels(x, n, frame_share):
    """With a frame N, n answers without replacement are worth n (N - 1) / (N - n) answers with it."""
    frame = None if frame_share is None else max(n + 1, round(n * frame_share))
    worth = n if frame is None else n * (frame - 1) / (frame - n)
    oracle = proportion_confint(x / n * worth, worth, alpha=0.05, method="wilson")
    assert bounds(WILSON, x, n, frame) == pytest.approx(list(oracle), abs=1e-12)


def test_where_everybody_answered_there_is_nothing_to_estimate():
    assert bounds(WILSON, 3, 4, frame=4) == [0.75, 0.75]
    assert bounds(WILSON, 1, 1, frame=1) == [1, 1]


@pytest.mark.parametrize(("x", "n"), [(0, 12), (12, 12), (1, 2), (122, 125), (2440, 2500)])
def test_the_second_interval_is_agresti_coull_at_90_percent(x, n):
    oracle = proportion_confint(x, n, alpha=0.10, method="agresti_coull")
    assert bounds(AGRESTI_COULL, x, n) == pytest.approx(list(oracle), abs=1e-12)
