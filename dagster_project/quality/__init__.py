"""The quality gates: are the deliveries plausible (gate 1), is what we would hand out plausible (gate 2)?

`check_landing` and `check_marts` are all that orchestration calls; `landing_checks` and `mart_checks`
name the checks beforehand. Great Expectations is imported by `engine` alone and only while a gate
runs, so importing this package stays cheap.
"""

from dagster_project.quality.gates import check_landing, check_marts, landing_checks, mart_checks
from dagster_project.quality.mart_suites import grains_of
from dagster_project.quality.page import write_docs
from dagster_project.quality.results import CheckResult, GateResult, Refusal

__all__ = [
    "CheckResult",
    "GateResult",
    "Refusal",
    "check_landing",
    "check_marts",
    "grains_of",
    "landing_checks",
    "mart_checks",
    "write_docs",
]
