"""How we count placement quality: the two tables that define the measures, against the specification by hand.

The tables are read as plain CSV and applied in a few lines of Python; no warehouse is built here.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests.spec.test_rates import CODES, seed

MEASURES = {row["measure"]: row for row in seed("quality/quality_measure")}
RULES: dict[str, set[tuple[str, str]]] = defaultdict(set)
for row in seed("quality/quality_rule"):
    RULES[row["measure"]].add((row["attribute"], row["attribute_value"]))

NATURES = {row["code"]: row for row in seed("codes/code_employer_nature")}
LISTS = {row["code"]: row["list_of"] for row in seed("codes/code_employer_list")}
MACRO_REGIONS = {row["macro_region"] for row in seed("codes/code_province")}

# measure -> base and the attribute that must be known, as section 5 of the specification says.
SPECIFIED = {
    **{f"{region}_share": ("employed", "work_macro_region") for region in MACRO_REGIONS - {"other"}},
    "in_province_share": ("employed", "works_in_province"),
    "home_return_share": ("employed", "works_at_home"),
    "grassroots_share_narrow": ("employed", ""),
    "grassroots_share_wide": ("employed", ""),
    "selected_graduate_count": ("graduates", ""),
    "international_organisation_count": ("graduates", ""),
    "key_employer_share": ("employed_by_employer", ""),
    "fortune500_share": ("employed_by_employer", ""),
    "china500_share": ("employed_by_employer", ""),
    "central_soe_share": ("employed_by_employer", ""),
    "government_share": ("employed_by_employer", "employer_nature_code"),
    "institution_share": ("employed_by_employer", "employer_nature_code"),
    "soe_share": ("employed_by_employer", "employer_nature_code"),
    "further_study_home_share": ("further_study", ""),
    "further_study_abroad_share": ("further_study", ""),
    "double_first_class_share": ("further_study", ""),
    "top100_share": ("further_study", ""),
    "top200_share": ("further_study", ""),
    "salary_p25": ("employed", ""),
    "salary_median": ("employed", ""),
    "salary_p75": ("employed", ""),
}
# What only people can tell: their answers are the base, and the rule is the survey's.
ASKED = {"major_match_rate", "expectation_match_rate", "job_satisfaction_rate", "turnover_rate"}


def counts(measure: str, **outcome: str) -> bool:
    """Whether an outcome of the base is counted: it has any of the measure's attribute values."""
    return any(outcome.get(attribute) == value for attribute, value in RULES[measure])


def test_every_measure_has_the_base_of_the_specification_and_a_rule():
    asked = dict.fromkeys(ASKED, ("survey_answers", ""))
    assert {
        name: (row["base"], row["known_attribute"]) for name, row in MEASURES.items()
    } == SPECIFIED | asked
    assert RULES.keys() == SPECIFIED.keys()
    assert {name for name, row in MEASURES.items() if row["kind"] == "survey"} == ASKED


def test_a_base_and_an_attribute_value_are_known_to_the_code_tables():
    legal = {
        "destination_code": set(CODES),
        "destination_parent_code": {row["parent_code"] for row in CODES.values()},
        "employer_nature_code": set(NATURES),
        "employer_nature_group": {row["rollup"] for row in NATURES.values()},
        "work_macro_region": MACRO_REGIONS,
        "employer_list": {name for name, of in LISTS.items() if of == "employers"},
        "host_list": {name for name, of in LISTS.items() if of == "universities"},
        "host_kind": {"home", "abroad"},
    }
    for measure, rules in RULES.items():
        for attribute, value in rules:
            assert value in legal.get(attribute, {value}), (measure, attribute, value)


@pytest.mark.parametrize("code", sorted(CODES))
def test_narrow_grassroots_are_the_national_and_local_programmes_and_wide_adds_villages(code):
    parent = CODES[code]["parent_code"]
    narrow = parent in {"50", "51", "50/51"}
    assert counts("grassroots_share_narrow", destination_parent_code=parent) is narrow
    for nature in NATURES:
        outcome = {"destination_parent_code": parent, "employer_nature_code": nature}
        assert counts("grassroots_share_narrow", **outcome) is narrow
        assert counts("grassroots_share_wide", **outcome) is (narrow or nature in {"55", "56"})


def test_a_selected_graduate_is_one_by_code_or_by_roster():
    assert counts("selected_graduate_count", destination_code="512", programme="")
    assert counts("selected_graduate_count", destination_code="10", programme="选调生")
    assert not counts("selected_graduate_count", destination_code="511", programme="创业训练营")


def test_government_institutions_and_state_owned_enterprises_do_not_overlap():
    for code, row in NATURES.items():
        outcome = {"employer_nature_code": code, "employer_nature_group": row["rollup"]}
        hits = [
            name for name in ("government_share", "institution_share", "soe_share") if counts(name, **outcome)
        ]
        expected = {"10": "government_share", "31": "soe_share"}
        expected |= dict.fromkeys(("20", "21", "22", "23", "29"), "institution_share")
        assert hits == [name for name in [expected.get(code)] if name]
