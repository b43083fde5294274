"""How we count, as cases: tiny tables in, figures out. Reads `chapters/*.yml`; runs and prints nothing.

A chapter has a title, a text and tables that are made from the code tables; a case has deliveries and what
SQL on the published marts must give. `running` makes one deployment of all cases (each has its own class
year, survey or fair), `methodology` makes the page of them. A new case is a new entry in a yml file.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

CHAPTERS = Path(__file__).with_name("chapters")
LANGUAGES = ("en", "zh")
Text = dict[str, str]


@dataclass(frozen=True)
class Table:
    """A small table as it stands in the yml: a header and rows of text; an empty cell is nothing."""

    header: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Delivery:
    """One delivered file: either a `table`, or `counts`, so many rows of each value of `column`.

    Without a column the rows are so many people of whom nothing is told.
    """

    feed: str
    recorded_on: str
    mode: str
    table: Table | None
    column: str
    counts: dict[str, int]


@dataclass(frozen=True)
class Expectation:
    """What `mart` of `tier` holds under the conditions `where`: exactly these rows, in any order."""

    mart: str
    tier: str
    where: dict[str, Any]
    table: Table


@dataclass(frozen=True)
class Case:
    """One rule. `name` is also the survey's id, where it has a `survey` (its entry of institution.yml)."""

    name: str
    chapter: str
    deployment: str
    class_year: int | None
    title: Text
    text: Text
    survey: dict[str, Any] | None
    deliveries: list[Delivery]
    expectations: list[Expectation]


@dataclass(frozen=True)
class Chapter:
    """One chapter of the page; `tables` are names of `tables.TABLES`."""

    name: str
    title: Text
    text: Text
    tables: list[str]
    cases: list[Case]


def load(folder: Path = CHAPTERS) -> list[Chapter]:
    """All chapters in the order of their file names; ValueError for cases that cannot be run together."""
    chapters = [_chapter(path) for path in sorted(folder.glob("*.yml"))]
    cases = [case for chapter in chapters for case in chapter.cases]
    years = Counter((case.deployment, case.class_year) for case in cases if case.class_year)
    shared = [f"{year} of {deployment}" for (deployment, year), n in years.items() if n > 1]
    shared += [name for name, n in Counter(case.name for case in cases).items() if n > 1]
    if shared:
        raise ValueError(f"more than one case has {', '.join(shared)}")
    return chapters


def table(text: str) -> Table:
    """A table written with bars between its cells; ValueError for a row of another width than the header."""
    header, *rows = [
        [cell.strip() for cell in line.split("|")] for line in text.strip().splitlines() if line.strip()
    ]
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"{' | '.join(row)}: {len(row)} cells under {len(header)} headers")
    return Table(header, rows)


def _chapter(path: Path) -> Chapter:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    name = path.stem.partition("_")[2]
    return Chapter(
        name=name,
        title=_text(content["title"], path.name),
        text=_text(content["text"], path.name),
        tables=content.get("tables", []),
        cases=[_case(case, name) for case in content.get("cases", [])],
    )


def _case(content: dict, chapter: str) -> Case:
    name, year = content["name"], content.get("class_year")
    return Case(
        name=name,
        chapter=chapter,
        deployment=content.get("deployment", "main"),
        class_year=year,
        title=_text(content["title"], name),
        text=_text(content.get("text", {"en": "", "zh": ""}), name),
        survey=content.get("survey"),
        deliveries=[_delivery(delivery, year) for delivery in content["deliveries"]],
        expectations=[
            Expectation(e["mart"], e.get("tier", "internal"), e.get("where", {}), table(e["table"]))
            for e in content["expect"]
        ],
    )


def _delivery(content: dict, year: int | None) -> Delivery:
    on, counts = str(content["recorded_on"]), content.get("counts", {})
    if "people" in content:
        counts = {"": content["people"]}
    return Delivery(
        feed=content["feed"],
        recorded_on=f"{year}-{on}" if len(on) == 5 else on,
        mode=content.get("mode", "delta"),
        table=table(content["table"]) if "table" in content else None,
        column=content.get("column", "毕业去向代码" if content["feed"] == "destinations" else ""),
        counts={str(value): count for value, count in counts.items()},
    )


def _text(content: dict[str, str], where: str) -> Text:
    if set(content) != set(LANGUAGES):
        raise ValueError(f"{where}: a text has {' and '.join(LANGUAGES)}")
    return {language: content[language].strip() for language in LANGUAGES}
