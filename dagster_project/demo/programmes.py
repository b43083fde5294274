"""Deliveries of programme lists: liaison officers, 选调生, the camps, interns, start-up teams.

Members are on the rosters, or of later class years whose roster has not come; the list itself says then
where they belong.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from dagster_project.demo import vocabulary as words
from dagster_project.demo.delivery import GB18030, UTF8, UTF8_BOM, Delivery, Packing, pack
from dagster_project.demo.draw import generator, some
from dagster_project.demo.files import Workbook
from dagster_project.demo.guidance import later_student
from dagster_project.demo.guidance_plan import CAMPS
from dagster_project.demo.mess import ACCEPTED, DUPLICATE, QUARANTINED

SELECTED, LIAISON, INTERNS = "选调生", "国际组织工作联络员", "国际组织任职实习"
CAMP, TEAMS = "创业训练营", "创业团队"
# Two of each of 13 colleges, whose members between them are of 3 campuses and 7 academies.
LIAISON_COLLEGES = (0, 1, 2, 3, 4, 5, 6, 12, 17, 18, 20, 21, 25)
LIAISON_LATER = 4  # of the 26, how many are of the class of 2022
INTERN_COUNTS = {2019: 3, 2020: 5, 2021: 4}
TEAM_SIZES = {2020: (4, 3, 5, 4, 3, 4), 2021: (5, 4, 3, 4, 4, 5, 3, 4)}
# Of those filed under 512, and of those under 10 at an authority, the share that is on the list of 选调生.
LISTED_512, LISTED_10 = 0.85, 0.4

_MEMBER = ("person", "student_no", "campus", "college", "academy", "mobile")
_BOOK = Packing("xlsx", look=Workbook(above=("名单以学校公布为准",)))


def camp_members(people: pl.DataFrame, seed: int) -> dict[int, pl.DataFrame]:
    """Year -> the members of that summer's camp, as many as its activity says (columns of a member)."""
    camps = {}
    for camp in CAMPS:
        rng = generator(seed, "camp", camp.year)
        classes = (camp.year + 1, camp.year + 2)
        mine = people.filter(pl.col("class_year").is_in(classes) & ~pl.col("is_late"))
        known = mine[some(rng, len(mine), camp.participants // 2 if len(mine) else 0)].select(_known())
        camps[camp.year] = pl.concat([known, _later(rng, camp.year + 3, camp.participants - len(known))])
    return camps


def programme_deliveries(
    people: pl.DataFrame, candidates: pl.DataFrame, camps: dict[int, pl.DataFrame], seed: int
) -> Iterator[Delivery]:
    """All programme lists. `candidates`: those who could be 选调生 (person, code), of all class years."""
    for year in sorted(people["class_year"].unique()):
        yield from _selected(people.filter(pl.col("class_year") == year), candidates, year, seed)
    rng = generator(seed, "programmes")
    liaison = _members(_liaison(people, rng), LIAISON, 2020, date(2020, 3, 20), rng, role="联络员")
    again = liaison[4:5].with_columns(pl.lit(DUPLICATE).alias("fate"))
    yield pack("programme_members", LIAISON, date(2020, 10, 30), pl.concat([liaison, again]), _BOOK)
    for camp in CAMPS:
        frame = _members(camps[camp.year], CAMP, camp.year, camp.held_on, rng, role="学员")
        packing = GB18030 if camp.year == 2020 else UTF8
        yield pack("programme_members", CAMP, date(camp.year, 7, 20), frame, packing)
    interns = []
    for year, count in INTERN_COUNTS.items():
        mine = people.filter((pl.col("class_year") == year) & (pl.col("level") != "bachelor"))
        interns.append(
            _members(mine[some(rng, len(mine), count)].select(_known()), INTERNS, year, date(year, 3, 1), rng)
        )
    yield pack("programme_members", INTERNS, date(2021, 12, 31), pl.concat(interns), UTF8_BOM)
    for year, sizes in TEAM_SIZES.items():
        yield pack("programme_members", TEAMS, date(year, 12, 31), _teams(people, year, sizes, rng), GB18030)


def _known() -> list[pl.Expr]:
    return [pl.col(name).cast(pl.Int64) if name == "person" else pl.col(name) for name in _MEMBER]


def _later(rng: np.random.Generator, class_year: int, count: int) -> pl.DataFrame:
    """Members of a class year whose roster has not come (2022 on): bachelors of any college."""
    college = pl.Series(rng.integers(len(words.COLLEGES), size=count))
    return pl.DataFrame({"serial": some(rng, 4000, count) + 1, "at": college}).select(
        pl.lit(-1, pl.Int64).alias("person"),
        later_student(class_year, pl.col("serial")).alias("student_no"),
        *_home(pl.col("at")),
        pl.lit(None, pl.String).alias("mobile"),
    )


def _home(college: pl.Expr) -> list[pl.Expr]:
    """Campus, college and academy of a bachelor by the number of the college."""
    tables = {
        "campus": {number: one.campus for number, one in enumerate(words.COLLEGES)},
        "college": {number: one.name for number, one in enumerate(words.COLLEGES)},
        "academy": {n: words.ACADEMIES[n % len(words.ACADEMIES)] for n in range(len(words.COLLEGES))},
    }
    return [
        college.replace_strict(table, return_dtype=pl.String).alias(name) for name, table in tables.items()
    ]


def _liaison(people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Two of each college: bachelors of the class of 2021, and four of the class of 2022."""
    mine = people.filter((pl.col("class_year") == 2021) & (pl.col("level") == "bachelor"))
    parts = []
    for order, number in enumerate(LIAISON_COLLEGES):
        later = 1 if order < LIAISON_LATER else 0
        pool = mine.filter(pl.col("college") == words.COLLEGES[number].name)
        parts.append(pool[some(rng, len(pool), 2 - later)].select(_known()))
        if later:
            parts.append(
                pl.DataFrame({"serial": [5000 + order], "at": [number]}).select(
                    pl.lit(-1, pl.Int64).alias("person"),
                    later_student(2022, pl.col("serial")).alias("student_no"),
                    *_home(pl.col("at")),
                    pl.lit(None, pl.String).alias("mobile"),
                )
            )
    return pl.concat(parts)


def _members(
    members: pl.DataFrame, programme: str, year: int, joined: date, rng: np.random.Generator, role: str = ""
) -> pl.DataFrame:
    """Rows of a list; some do not say when someone joined."""
    dated = pl.Series(rng.random(len(members)) < 0.9)
    return members.select(
        "person", "campus", "college", "academy",
        pl.col("student_no").alias("visitor"),
        pl.lit(programme).alias("programme"),
        pl.lit(year).alias("year"),
        pl.lit(ACCEPTED).alias("fate"),
        pl.lit(programme).alias("项目名称"),
        pl.lit(f"{year}年").alias("年度"),
        pl.col("student_no").alias("学号"),
        pl.lit(role or None, pl.String).alias("角色"),
        pl.lit(None, pl.String).alias("团队"),
        pl.when(dated).then(pl.lit(joined.isoformat())).alias("加入时间"),
        pl.col("campus").alias("校区"),
        pl.col("college").alias("学院"),
        pl.col("academy").alias("书院"),
    )  # fmt: skip


def _teams(people: pl.DataFrame, year: int, sizes: tuple[int, ...], rng: np.random.Generator) -> pl.DataFrame:
    mine = people.filter((pl.col("class_year") == year) & ~pl.col("is_late"))
    members = mine[rng.permutation(some(rng, len(mine), sum(sizes)))].select(_known())
    names = [f"{a}{b}创业团队" for a, b in zip(words.EMPLOYER_WORDS_A, words.EMPLOYER_WORDS_B, strict=False)]
    team = [names[number + year % 2 * 8] for number, size in enumerate(sizes) for _ in range(size)]
    leads = [member == 0 for size in sizes for member in range(size)]
    frame = _members(members, TEAMS, year, date(year, 4, 10), rng)
    return frame.with_columns(
        pl.Series("团队", team), pl.Series("角色", ["负责人" if lead else "成员" for lead in leads])
    )


def _selected(people: pl.DataFrame, candidates: pl.DataFrame, year: int, seed: int) -> Iterator[Delivery]:
    """The list of one class year in July, and the supplement of November with those admitted since."""
    rng = generator(seed, "selected", year)
    mine = people.join(candidates, on="person")
    share = np.where(mine["code"].to_numpy() == "512", LISTED_512, LISTED_10)
    listed = mine.filter(pl.Series(rng.random(len(mine)) < share)).sort("person")
    frame = _members(listed.select(_known()), SELECTED, year, date(year, 6, 20), rng)
    early = pl.Series(rng.random(len(frame)) < 0.8)
    first, supplement = frame.filter(early), frame.filter(~early)
    again = first[some(rng, len(first), 1)].with_columns(pl.lit(DUPLICATE).alias("fate"))
    parts = [first, again]
    if len(first) > 40:
        parts.append(
            first[:1].with_columns(pl.lit(None, pl.String).alias("学号"), pl.lit(QUARANTINED).alias("fate"))
        )
    yield pack("programme_members", f"{SELECTED}_{year}届", date(year, 7, 20), pl.concat(parts), _BOOK)
    yield pack("programme_members", f"{SELECTED}增补_{year}届", date(year, 11, 15), supplement, GB18030)
