"""What the truth is counted from, gathered while deliveries are written; no contents of files are kept."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from dagster_project.demo import truth, truth_guidance, truth_history, truth_placement
from dagster_project.demo.delivery import Delivery
from dagster_project.demo.employers import Market
from dagster_project.demo.institution import NOTICE
from dagster_project.demo.lists import members_of
from dagster_project.demo.mess import ACCEPTED
from dagster_project.demo.programmes import SELECTED
from dagster_project.demo.state import snapshots, state
from dagster_project.demo.truth import DemoTruth

_KEPT = ("programme_members", "activity_attendance", "fair_employers", "fair_attendance", "survey_responses")


@dataclass
class Gathered:
    """The rows that other feeds than roster and destinations brought, and the states of each cohort."""

    market: Market
    files: list[dict] = field(default_factory=list)
    kept: dict[str, list[Delivery]] = field(default_factory=lambda: {feed: [] for feed in _KEPT})
    states: dict[int, dict[str, pl.DataFrame]] = field(default_factory=dict)
    progress: dict[str, list] = field(default_factory=dict)

    def delivery(self, delivery: Delivery) -> None:
        """Take note of one file."""
        self.files.append(truth.file_truth(delivery))
        if delivery.feed in self.kept:
            self.kept[delivery.feed].append(delivery.without_content())

    def class_year(
        self, year: int, people: pl.DataFrame, rosters: list[Delivery], placed: list[Delivery]
    ) -> None:
        """Take note of one class year once all of its rosters and destinations are written."""
        self.states[year] = {name: state(people, rosters, placed, as_of) for name, as_of in snapshots(year)}
        self.progress[str(year)] = truth_history.progress(people, rosters, placed)

    def truth(self, graduates: int, seed: int) -> DemoTruth:
        """The whole truth of what was written."""
        latest = {year: states["latest"] for year, states in self.states.items()}
        scans, came = (
            pl.concat(one.rows for one in self.kept[feed]).filter(pl.col("fate") == ACCEPTED)
            for feed in ("fair_attendance", "fair_employers")
        )
        records = pl.concat(cohort.select("person", "signed_on", "identity") for cohort in latest.values())
        programmes = self.kept["programme_members"]
        histories = self._histories()
        return DemoTruth(
            NOTICE,
            graduates,
            seed,
            **histories,
            **self._placements(),
            progress=self.progress,
            selected_graduates=[
                row
                for year, states in self.states.items()
                for row in truth_history.selected_graduates(year, states, programmes, SELECTED)
            ],
            satisfaction=truth.satisfaction_truth(histories["cohorts"]),
            surveys={one.facts["survey_id"]: one.facts for one in self.kept["survey_responses"] if one.facts},
            service_reach=truth_guidance.service_truth(
                pl.concat(one.rows for one in self.kept["activity_attendance"]), latest
            ),
            special_programmes=truth_guidance.programme_truth(
                pl.concat(one.rows for one in programmes), latest
            ),
            fairs=truth_guidance.fair_truth(scans, came, records),
            fair_outcomes=truth_guidance.fair_outcome_truth(scans, latest),
            files=sorted(self.files, key=lambda row: row["file"]),
        )

    def _histories(self) -> dict:
        cohorts: list[dict] = []
        destinations, restatement = {}, {}
        for year, states in self.states.items():
            rows, destinations[str(year)] = truth_history.cohort_truth(year, states)
            cohorts += rows
            restatement[str(year)] = truth_history.restatement(states)
        return {"cohorts": cohorts, "destinations": destinations, "restatement": restatement}

    def _placements(self) -> dict:
        """The parts of the truth that are class year -> snapshot -> what one function tells of that state."""
        members = members_of(self.market)
        told: dict[str, dict] = {
            name: {str(year): {} for year in self.states}
            for name in ("employer_lists", "placement_flow", "further_study", "salaries", "integrity")
        }
        for year, states in self.states.items():
            for snapshot, cohort in states.items():
                for name, figures in (
                    ("employer_lists", truth_placement.list_shares(cohort, year, self.market, members)),
                    ("placement_flow", truth_placement.flow(cohort)),
                    ("further_study", truth_placement.further_study(cohort)),
                    ("salaries", truth_placement.salaries(cohort)),
                    ("integrity", truth_placement.integrity(cohort)),
                ):
                    told[name][str(year)][snapshot] = figures
        told["top_employers"] = {
            str(year): truth_placement.employers(states["latest"], self.market)
            for year, states in self.states.items()
        }
        return told
