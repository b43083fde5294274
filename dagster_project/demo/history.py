"""What became of each graduate, month by month: sought, signed, broken off, signed again.

A person goes through versions of one record: 0 before placement, 1 placed, 2 broken off, 3 placed
again. A delivery carries the persons whose version changed since the last one, and some unchanged ones
again, as offices do. How a file spells a record is `destinations.py`, the employer in it `spelling.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from dagster_project.demo import vocabulary as words
from dagster_project.demo.draw import generator, texts, weighted
from dagster_project.demo.employers import Market, choose_employers
from dagster_project.demo.spelling import CELLS, spelled

NEVER = 99
SEPTEMBER = 5  # index of the first delivery that knows the late doctors
YEAR_END = 8

# Share of a cohort that is placed in the end, and the pace: a share for each delivery April..December.
PLACED = {2019: 0.945, 2020: 0.915, 2021: 0.930}
PACE = (0.38, 0.11, 0.20, 0.12, 0.07, 0.05, 0.03, 0.02, 0.02)

# Destination codes of those who are placed, as (code, weight) by level.
PLACEMENTS = {
    "bachelor": (
        ("801", 46), ("85", 8), ("10", 29), ("11", 6), ("12", 4), ("76", 1.6), ("75", 0.5), ("271", 0.5),
        ("46", 0.5), ("502", 0.3), ("503", 0.4), ("512", 1.6), ("519", 0.3), ("802", 0.3),
    ),
    "master": (
        ("10", 74), ("11", 7), ("801", 8), ("85", 2), ("12", 3), ("512", 3), ("271", 1), ("76", 1),
        ("75", 0.5), ("502", 0.2), ("519", 0.3),
    ),
    "doctor": (("10", 78), ("11", 6), ("271", 8), ("12", 3), ("85", 2), ("512", 1), ("75", 0.5), ("76", 0.5)),
}  # fmt: skip
AGAIN = (("10", 60), ("11", 25), ("12", 10), ("76", 5))
WAITING = (("70", 62), ("71", 9), ("72", 5), ("", 10), (None, 14))  # "" = blank cell, None = not in the file

BY_EMPLOYER = ("10", "11", "12", "27", "271", "50", "502", "503", "51", "512", "519")
_NATURES = {
    "27": ("20", "21"),
    "271": ("20", "21"),
    "512": ("10",),
    "519": ("55", "56"),
    "502": ("29", "55"),
    "503": ("55", "56"),
}
# State of the evidence (佐证材料), and how well job and major match (5 best), as (value, weight).
EVIDENCE = (
    ("school_checked", 44), ("registered", 30), ("college_checked", 19), ("declared", 4), ("none", 1.5),
    (None, 1.5),
)  # fmt: skip
MATCH = (("5", 33), ("4", 36), ("3", 17), ("2", 8), ("1", 3), (None, 3))
SLIPS = 6  # days of signing of a class year with the year mistyped, this many in either direction
_MEDIAN_SALARY = {"bachelor": 7200, "master": 10500, "doctor": 15500}


@dataclass(frozen=True)
class History:
    """Deliveries of one class year's destinations.

    days     recorded_on of each delivery, ascending
    version  persons x deliveries: version of the record then in force, -1 while there is none
    records  three frames, the records of versions 0, 1, and 3 (version 2 is version 0 with code 70)
    """

    class_year: int
    days: tuple[date, ...]
    version: np.ndarray
    records: dict[int, pl.DataFrame]
    resent: np.ndarray

    def rows(self, delivery: int) -> pl.DataFrame:
        """The records that the delivery carries, one row a person, in roster order.

        Columns: row (position in the roster), code (canonical, null = blank), signed_on, position,
        study_institution, study_country, salary (text as written), match, evidence, the cells of
        `spelling` and the identity of the employer; all null where not apt.
        """
        now = self.version[:, delivery]
        before = self.version[:, delivery - 1] if delivery else np.full(len(now), -1)
        send = (now >= 0) & ((now != before) | self.resent[:, delivery])
        parts = [record.filter(pl.Series(send & (now == number))) for number, record in self.records.items()]
        return pl.concat(parts).sort("row")

    def selected_candidates(self, persons: pl.Series) -> pl.DataFrame:
        """Who could be 选调生 in the end: filed under 512, or under 10 at an authority (person, code)."""
        final = pl.Series(self.version[:, -1])
        authority = (pl.col("code") == "10") & (pl.col("nature") == "10")
        return (
            self.records[1]
            .with_columns(persons.alias("person"), final.alias("final"))
            .filter((pl.col("final") == 1) & ((pl.col("code") == "512") | authority))
            .select("person", "code")
        )


def delivery_days(class_year: int) -> tuple[date, ...]:
    """Month by month from April to December; two class years got corrections after the year's end."""
    ends = ((4, 28), (5, 29), (6, 30), (7, 31), (8, 31), (9, 29), (10, 30), (11, 30), (12, 31))
    days = tuple(date(class_year, month, day) for month, day in ends)
    return days if class_year == 2021 else (*days, date(class_year + 1, 1, 15))


def make_history(people: pl.DataFrame, market: Market, class_year: int, seed: int) -> History:
    """The destinations of one class year's people (frame of `make_people`)."""
    rng = generator(seed, "history", class_year)
    n, days = len(people), delivery_days(class_year)
    waiting = weighted(rng, [weight for _, weight in WAITING], n)
    placed = rng.random(n) < PLACED[class_year]
    start = np.where(placed, weighted(rng, PACE, n), NEVER)
    late = people["is_late"].to_numpy()
    start = np.where(late & placed, np.maximum(start, SEPTEMBER), start)
    breaks = (rng.random(n) < 0.035) & (start < YEAR_END - 2)
    broken = np.where(breaks, start + 1 + rng.integers(2, size=n), NEVER)
    again = np.where(breaks & (rng.random(n) < 0.8), broken + 1 + rng.integers(2, size=n), NEVER)
    # Some placements are struck out only when the year is over: `latest` then differs from `year_end`.
    struck = (rng.random(n) < 0.004) & (start <= YEAR_END) & (broken == NEVER)
    broken = np.where(struck, YEAR_END + 1, broken)

    month = np.arange(len(days))[None, :]
    absent = np.array([code is None for code, _ in WAITING])[waiting]
    version = np.select(
        [month >= again[:, None], month >= broken[:, None], month >= start[:, None]], [3, 2, 1], default=0
    )
    version = np.where((version == 0) & absent[:, None], -1, version)
    version = np.where(late[:, None] & (month < SEPTEMBER), -1, version)
    code = np.array([code for code, _ in WAITING], dtype=object)[waiting]
    records = {
        0: _record(np.where(absent | (code == ""), None, code)),
        1: _placement(rng, people, market, _first_codes(rng, people), start, days),
        2: _record(np.full(n, "70", dtype=object)),
        3: _placement(rng, people, market, _codes(rng, AGAIN, n), again, days),
    }
    return History(class_year, days, version, records, rng.random((n, len(days))) < 0.08)


def _codes(rng: np.random.Generator, choices: tuple[tuple[str, float], ...], n: int) -> np.ndarray:
    return np.array([c for c, _ in choices], dtype=object)[weighted(rng, [w for _, w in choices], n)]


def _first_codes(rng: np.random.Generator, people: pl.DataFrame) -> np.ndarray:
    level = people["level"].to_numpy()
    codes = np.empty(len(level), dtype=object)
    for name, choices in PLACEMENTS.items():
        mine = level == name
        codes[mine] = _codes(rng, choices, int(mine.sum()))
    return codes


_TEXTS = ("position", "study_institution", "study_country", "salary", "match", "evidence", *CELLS)


def _record(code: np.ndarray) -> pl.DataFrame:
    """Records without a placement: nothing but the code."""
    return pl.DataFrame({"row": np.arange(len(code)), "code": texts(code)}).with_columns(
        pl.lit(None, pl.Date).alias("signed_on"),
        *(pl.lit(None, pl.String).alias(name) for name in _TEXTS),
        pl.lit(None, pl.Int64).alias("identity"),
    )


def _placement(
    rng: np.random.Generator,
    people: pl.DataFrame,
    market: Market,
    code: np.ndarray,
    start: np.ndarray,
    days: tuple[date, ...],
) -> pl.DataFrame:
    """Records of a placement that starts at delivery `start`: signed before it, after the one before it."""
    n, employers = len(code), market.employers
    by_employer = np.isin(code, BY_EMPLOYER)
    employer = choose_employers(rng, employers, (), n)
    for special, natures in _NATURES.items():
        mine = code == special
        employer[mine] = choose_employers(rng, employers, natures, int(mine.sum()))
    country = rng.integers(len(words.ABROAD), size=n)
    school = _codes(rng, words.HOME_SCHOOLS, n)
    home, abroad = np.isin(code, ("801", "802")), code == "85"
    schools = np.where(home, school, np.array([s for _, s in words.ABROAD])[country])
    signed = _signed(rng, start, days)
    _mistype(rng, signed, start, people)
    frame = pl.DataFrame(
        {
            "row": np.arange(n),
            "code": texts(code),
            "signed_on": pl.Series(signed),
            "employer": pl.Series(employer, dtype=pl.Int64),
            "position": texts(_positions(rng, employers["nature"].to_numpy()[employer])),
            "study_institution": texts(np.where(home | abroad, schools, None)),
            "study_country": texts(np.where(abroad, np.array([c for c, _ in words.ABROAD])[country], None)),
            "salary": _salaries(rng, people["level"]),
            "match": texts(_codes(rng, MATCH, n)),
            "evidence": texts(_codes(rng, EVIDENCE, n)),
        }
    ).with_columns(
        pl.when(pl.Series(by_employer)).then(pl.col(name)).alias(name)
        for name in ("employer", "position", "salary", "match")
    )
    return (
        spelled(frame, market, rng).drop("employer").select("row", "code", "signed_on", *_TEXTS, "identity")
    )


def _mistype(rng: np.random.Generator, signed: np.ndarray, start: np.ndarray, people: pl.DataFrame) -> None:
    """A few days of signing, in place, with a year before enrolment or one after all deliveries."""
    placed = np.flatnonzero(start != NEVER)
    rows = rng.choice(placed, size=min(2 * SLIPS, len(placed)), replace=False)
    enrolled = people["enrolled_on"].to_numpy().astype("datetime64[D]")
    early, late = rows[:SLIPS], rows[SLIPS:]
    signed[early] = enrolled[early] - rng.integers(20, 300, size=len(early))
    signed[late] = signed[late] + 730


def _signed(rng: np.random.Generator, start: np.ndarray, days: tuple[date, ...]) -> np.ndarray:
    """Day of signing: for the first delivery since the last autumn, else since the delivery before."""
    ends = np.array([date(days[0].year - 1, 9, 20), *days], dtype="datetime64[D]")
    first = np.clip(start, 0, len(days) - 1)
    length = (ends[first + 1] - ends[first]).astype(int)
    return ends[first] + (rng.random(len(start)) * length).astype(int)


def _positions(rng: np.random.Generator, nature: np.ndarray) -> np.ndarray:
    position = np.empty(len(nature), dtype=object)
    for kind in np.unique(nature):
        mine = nature == kind
        choices = np.array(words.POSITIONS.get(kind, words.POSITIONS[""]), dtype=object)
        position[mine] = choices[rng.integers(len(choices), size=int(mine.sum()))]
    return position


def _salaries(rng: np.random.Generator, level: pl.Series) -> pl.Series:
    """Monthly pay as people write it: a number, a range, 面议, 0, or nothing. Yuan."""
    median = level.replace_strict(_MEDIAN_SALARY, return_dtype=pl.Int64).to_numpy()
    pay = (median * np.exp(rng.normal(0, 0.28, len(median))) / 100).round().astype(int) * 100
    low, kind = pl.Series(pay).cast(pl.String), pl.Series(rng.random(len(pay)))
    frame = pl.DataFrame({"low": low, "high": pl.Series(pay + 900).cast(pl.String), "kind": kind})
    return frame.select(
        pl.when(pl.col("kind") < 0.68).then(pl.col("low"))
        .when(pl.col("kind") < 0.78).then(pl.format("{}-{}", "low", "high"))
        .when(pl.col("kind") < 0.87).then(pl.lit("面议"))
        .when(pl.col("kind") < 0.90).then(pl.lit("0"))
        .otherwise(None)
    ).to_series()  # fmt: skip
