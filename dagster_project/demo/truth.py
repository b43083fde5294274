"""What the marts must reproduce to the last count, computed from the rows as they were delivered.

Here is the shape of the truth and what is counted on files and the first survey; the rest is counted in
`truth_history`, `truth_placement` and `truth_guidance`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dagster_project.demo.delivery import Delivery
from dagster_project.demo.mess import ACCEPTED, DUPLICATE, QUARANTINED, TOTALS
from dagster_project.demo.survey import CLASS_YEAR, HEADLINE, RESPONSES, SCORES, SURVEY_ID

_FATES = {ACCEPTED: "accepted", QUARANTINED: "quarantined", DUPLICATE: "duplicates", TOTALS: "totals_rows"}


@dataclass(frozen=True)
class DemoTruth:
    """The truth of one demonstration; lists hold one dict a row, dates are ISO text, class years as keys too.

    cohorts       class_year, snapshot, as_of (None for latest), degree_level (`all` or a level),
                  graduates (N), completed
    destinations  class_year (text) -> snapshot -> degree_level -> code as recorded (or `unknown`) ->
                  graduates; codes that nobody has are left out
    restatement   class_year -> `from>to` snapshot -> `from>to` code (or `not_on_roster`) -> graduates
    progress      class_year -> rows as_of (each day with a delivery; in force until the next), degree_level,
                  graduates, placed (MOE-2021), contract, further_study, unknown
    selected_graduates  class_year, snapshot, degree_level, filed_512, listed, union, filed_not_listed
    employer_lists  class_year -> snapshot -> list -> numerator, denominator (employed_by_employer)
    top_employers class_year -> name -> graduates at `latest`, most first
    placement_flow  class_year -> snapshot -> `origin>work` province (work may be `unknown`) -> graduates
    further_study class_year -> snapshot -> rows kind, host, country, graduates
    salaries      class_year -> snapshot -> degree_level -> n, p25, median, p75
    integrity     class_year -> snapshot -> case -> graduates
    satisfaction  survey_id, item_no, responses, options (label -> responses), base, excluded,
                  frame_n (N of the class year at `latest`), box_rules (name -> satisfied, rate)
    surveys       survey_id -> responses, and what its module says of them
    service_reach year, kind, pillar (`all` where not told apart), activities, participants, person_times (a
                  person at an activity on a day), participants_off_roster, cohort_participants, hours
    special_programmes  programme, year, members, campuses, academies, colleges, on_roster, placed
    fairs         fair_id, held_on, booths, employers, positions, headcount, recruiters, students, scans,
                  repeat_scans (scans - students), scans_outside_window, students_off_roster,
                  signed_with_attending_employer (latest record: same employer, signed on or after)
    fair_outcomes class_year, degree_level, fairs_attended, graduates, placed
    files         file, feed, recorded_on, sha256, bytes, rows_read, accepted, quarantined, duplicates,
                  totals_rows
    """

    notice: str
    graduates: int
    seed: int
    cohorts: list[dict] = field(default_factory=list)
    destinations: dict[str, dict] = field(default_factory=dict)
    restatement: dict[str, dict] = field(default_factory=dict)
    progress: dict[str, list] = field(default_factory=dict)
    selected_graduates: list[dict] = field(default_factory=list)
    employer_lists: dict[str, dict] = field(default_factory=dict)
    top_employers: dict[str, dict] = field(default_factory=dict)
    placement_flow: dict[str, dict] = field(default_factory=dict)
    further_study: dict[str, dict] = field(default_factory=dict)
    salaries: dict[str, dict] = field(default_factory=dict)
    integrity: dict[str, dict] = field(default_factory=dict)
    satisfaction: dict = field(default_factory=dict)
    surveys: dict[str, dict] = field(default_factory=dict)
    service_reach: list[dict] = field(default_factory=list)
    special_programmes: list[dict] = field(default_factory=list)
    fairs: list[dict] = field(default_factory=list)
    fair_outcomes: list[dict] = field(default_factory=list)
    files: list[dict] = field(default_factory=list)

    def to_json(self) -> str:
        """The text of data/demo_truth.json."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def read(cls, path: Path) -> DemoTruth:
        """The truth written beside a demonstration."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def file_truth(delivery: Delivery) -> dict:
    """The balance of one file."""
    fates = dict(delivery.rows["fate"].value_counts().iter_rows())
    return {
        "file": delivery.path,
        "feed": delivery.feed,
        "recorded_on": delivery.recorded_on.isoformat(),
        "sha256": hashlib.sha256(delivery.content).hexdigest(),
        "bytes": len(delivery.content),
        "rows_read": len(delivery.rows),
    } | {name: fates.get(fate, 0) for fate, name in _FATES.items()}


def satisfaction_truth(cohorts: list[dict]) -> dict:
    """The headline item of the survey under both box rules."""
    base = sum(n for option, n in HEADLINE.items() if option in SCORES)
    frame = next(
        row["graduates"]
        for row in cohorts
        if (row["class_year"], row["snapshot"], row["degree_level"]) == (CLASS_YEAR, "latest", "all")
    )
    rules = {}
    for rule, least in (("top2", 4), ("top3", 3)):
        satisfied = sum(n for option, n in HEADLINE.items() if SCORES.get(option, 0) >= least)
        rules[rule] = {"satisfied": satisfied, "rate": satisfied / base}
    return {
        "survey_id": SURVEY_ID, "item_no": "5", "responses": RESPONSES, "options": HEADLINE, "base": base,
        "excluded": RESPONSES - base, "frame_n": frame, "box_rules": rules,
    }  # fmt: skip
