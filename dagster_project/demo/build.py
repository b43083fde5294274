"""Assembly of the demonstration: every part in turn to its file, then the truth. Overwrites nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from dagster_project.demo.delivery import Delivery
from dagster_project.demo.destinations import destination_deliveries
from dagster_project.demo.employers import Market, make_market
from dagster_project.demo.fair_plan import FAIRS, MISTYPED_VENUES
from dagster_project.demo.fairs import fair_deliveries
from dagster_project.demo.gathered import Gathered
from dagster_project.demo.guidance import guidance_deliveries
from dagster_project.demo.history import make_history
from dagster_project.demo.institution import institution_yml
from dagster_project.demo.lists import list_deliveries
from dagster_project.demo.people import make_people
from dagster_project.demo.programmes import camp_members, programme_deliveries
from dagster_project.demo.rosters import roster_deliveries
from dagster_project.demo.state import newest
from dagster_project.demo.survey import survey_delivery
from dagster_project.demo.survey_employers import employer_survey
from dagster_project.demo.survey_placement import placement_survey
from dagster_project.demo.truth import DemoTruth
from dagster_project.errors import UserError
from dagster_project.settings import Paths

CLASS_YEARS = (2019, 2020, 2021)
MIN_GRADUATES = 4000
TRUTH_FILE = "demo_truth.json"
DECISIONS_FILE = "employer_decisions.csv"
CORRECTIONS_FILE = "corrections.csv"


def write(
    data_dir: Path, graduates: int = 8000, seed: int = 1, on_progress: Callable[[str], None] | None = None
) -> DemoTruth:
    """Write the demonstration deliveries below `data_dir`/raw and their truth to `data_dir`/demo_truth.json.

    `graduates` is the size of each class year. `on_progress` is called with the path of each file, below
    data/raw, once it is there. Writing the same demonstration again leaves it as it is. Raises UserError
    when `graduates` is too small for the fixed survey and fairs, or when data/raw holds anything else.
    """
    if graduates < MIN_GRADUATES:
        raise UserError(
            f"{graduates} graduates a class year are too few for the demonstration's survey and fairs.",
            f"Ask for at least {MIN_GRADUATES}.",
        )
    target = _Target(Paths(Path(data_dir)).raw, graduates, seed)
    target.put("institution.yml", institution_yml(graduates, seed))
    made = Gathered(make_market(seed))
    target.put(DECISIONS_FILE, _decisions(made.market))
    target.put(CORRECTIONS_FILE, _corrections())
    for delivery in _deliveries(graduates, seed, made):
        target.put(delivery.path, delivery.content)
        made.delivery(delivery)
        if on_progress:
            on_progress(delivery.path)
    target.refuse_strangers()
    result = made.truth(graduates, seed)
    _replace(Path(data_dir) / TRUTH_FILE, result.to_json().encode())
    return result


def _decisions(market: Market) -> bytes:
    """One decision of the office, so that the ledger is there to be seen: two firms that are not one."""
    one, other = market.employers["employer_name"].head(2)
    lines = [
        "decision,employer_a,employer_b,decided_by,decided_on,reason",
        f"different,{one},{other},career centre,2020-03-02,two firms of the demonstration",
    ]
    return "\n".join([*lines, ""]).encode()


def _corrections() -> bytes:
    """The known errors of the organiser's files: a venue, which no figure counts."""
    right = {fair.fair_id: fair.venue for fair in FAIRS}
    lines = [
        "feed,key,column,expected,new,reason,who,until",
        *(
            f"fairs,fair_id={fair},venue,{wrong},{right[fair]},typing error of the organiser,career centre,"
            for fair, wrong in MISTYPED_VENUES.items()
        ),
    ]
    return "\n".join([*lines, ""]).encode()


def _deliveries(graduates: int, seed: int, made: Gathered) -> Iterator[Delivery]:
    """All deliveries, a class year at a time, so that only one year's files are in memory."""
    market = made.market
    known, candidates = [], []
    for number, year in enumerate(CLASS_YEARS):
        people = make_people(year, graduates, number * graduates, seed)
        history = make_history(people, market, year, seed)
        rosters, placed = [], []
        for kept, parts in (
            (rosters, roster_deliveries(people, seed)),
            (placed, destination_deliveries(people, history, seed)),
        ):
            for delivery in parts:
                yield delivery
                kept.append(delivery.without_content())
        made.class_year(year, people, rosters, placed)
        on_roster = newest(rosters, None)["person"]
        known.append(
            people.filter(pl.col("person").is_in(on_roster.implode())).select(
                "person", "class_year", "student_no", "mobile", "is_late", "gender", "level", "campus",
                "college", "academy",
            )
        )  # fmt: skip
        candidates.append(history.selected_candidates(people["person"]))
    everyone = pl.concat(known)
    camps = camp_members(everyone, seed)
    yield survey_delivery(seed)
    yield placement_survey(everyone, seed)
    yield employer_survey(seed)
    yield from list_deliveries(market, seed)
    yield from programme_deliveries(everyone, pl.concat(candidates), camps, seed)
    yield from guidance_deliveries(everyone, camps, seed)
    yield from fair_deliveries(everyone, market.employers, seed)


class _Target:
    """data/raw as the demonstration may use it: empty, or holding files of this very demonstration."""

    def __init__(self, raw: Path, graduates: int, seed: int) -> None:
        self.raw = raw
        self.written: set[str] = set()
        self.named = f"the demonstration of {graduates} graduates a class year with seed {seed}"
        # Before anything is written: without our configuration, whatever lies there is an office's.
        if not (raw / "institution.yml").exists() and (strangers := self._strangers()):
            raise self._refusal(strangers[0])

    def put(self, file: str, content: bytes) -> None:
        """Write one file below data/raw; one with the same bytes stays, one with other bytes is refused."""
        path = self.raw / file
        self.written.add(file)
        if not path.exists():
            _replace(path, content)
        elif path.read_bytes() != content:
            raise self._refusal(file)

    def refuse_strangers(self) -> None:
        """Refuse files that the demonstration did not write: its truth would not hold with them."""
        if strangers := self._strangers():
            raise self._refusal(strangers[0])

    def _strangers(self) -> list[str]:
        files = (path for path in self.raw.rglob("*") if path.is_file())
        named = {
            path.relative_to(self.raw).as_posix()
            for path in files
            if not path.name.startswith((".", "README"))
        }
        return sorted(named - self.written)

    def _refusal(self, file: str) -> UserError:
        return UserError(
            f"{self.raw / file} is not of {self.named}, and a delivery is never overwritten.",
            "Choose an empty data folder with --data, or move what is in data/raw away.",
        )


def _replace(path: Path, content: bytes) -> None:
    """Write whole or not at all: a killed demonstration can be taken up again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
