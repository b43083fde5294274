"""Invented graduates: one frame per class year, with everything that a roster could say about them.

What is true of a person lives here; how an office's file spells it is `rosters.py`. Identifiers are
recognisably invented: ID numbers end in the sequence 998 or 999 (kept for centenarians), mobile
numbers begin with 154 (a prefix no operator has used), e-mail addresses are of example.edu.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from dagster_project.demo import vocabulary as words
from dagster_project.demo.draw import generator, texts, weighted

LEVELS = ("bachelor", "master", "doctor")
LEVEL_SHARES = (0.55, 0.35)  # the rest are doctors
LEVEL_DIGIT = {"bachelor": "2", "master": "3", "doctor": "0"}  # a leading zero that files must keep
DEGREE_CODES = {"bachelor": "31", "master": "11", "doctor": "01"}
YEARS_OF_STUDY = {"bachelor": 4, "master": 3, "doctor": 5}
MOBILE_PREFIX = "154"
ID_AREA = "610102"  # one area for all: counties come and go, and a number is of the area at birth

_ID_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_ID_CHECK = np.array(list("10X98765432"))


def make_people(class_year: int, graduates: int, first: int, seed: int) -> pl.DataFrame:
    """The graduates of one class year, one row a person.

    `first` is the number of the first person; `person` is unique over all class years. `is_late`
    marks doctors who come with the September roster; `late_status` a roster status it changes.
    Codes are canonical, dates are dates, `gender` is 1 or 2.
    """
    rng = generator(seed, "people", class_year)
    level = _levels(graduates)
    college = weighted(rng, [c.weight for c in words.COLLEGES], graduates)
    people = pl.DataFrame({"person": np.arange(first, first + graduates), "level": level}).with_columns(
        pl.lit(class_year).alias("class_year"),
        pl.Series("gender", np.where(rng.random(graduates) < 0.62, "1", "2")),
        pl.Series("name", _names(rng, graduates)),
        pl.Series("origin_region", _pick(rng, words.ORIGINS, graduates)),
        pl.Series("birth_date", _birth_dates(rng, class_year, level)),
        pl.Series(
            "ethnicity",
            _pick(rng, (("01", 92), ("03", 3), ("11", 1), ("08", 1), ("05", 1), ("04", 1)), graduates),
        ),
        pl.Series("political_status", _pick(rng, (("03", 62), ("01", 26), ("13", 9), ("02", 3)), graduates)),
        pl.Series("training_mode", _pick(rng, (("1", 94), ("2", 5), ("4", 1)), graduates)),
        pl.Series("urban_rural", _pick(rng, (("1", 60), ("2", 40)), graduates)),
        pl.Series("hardship", _pick(rng, (("0", 82), ("2", 14), ("1", 2), ("3", 1), ("4", 1)), graduates)),
        pl.lit("2").alias("teacher_training"),
        pl.lit("1").alias("study_form"),
        pl.Series("has_mobile", rng.random(graduates) < 0.97),
        *_studies(rng, college, level),
        *_september(rng, level),
    )
    return people.with_columns(*_identifiers(class_year)).with_columns(
        pl.Series("id_number", _id_numbers(rng, people))
    )


def mobile(person: pl.Expr) -> pl.Expr:
    """The mobile number of a person's number: unique, because 48271 and 10**8 have no common factor."""
    return MOBILE_PREFIX + ((person * 48271 + 31) % 10**8).cast(pl.String).str.zfill(8)


def student_no(class_year: pl.Expr, digit: pl.Expr, serial: pl.Expr) -> pl.Expr:
    """A student number of ten digits: level digit, two digits of the class year, serial of seven."""
    return digit + (class_year % 100).cast(pl.String) + serial.cast(pl.String).str.zfill(7)


def _levels(graduates: int) -> np.ndarray:
    bachelors, masters = (round(share * graduates) for share in LEVEL_SHARES)
    counts = (bachelors, masters, graduates - bachelors - masters)
    return np.repeat(np.array(LEVELS), counts)


def _pick(rng: np.random.Generator, choices: tuple[tuple[str, float], ...], n: int) -> np.ndarray:
    values = np.array([value for value, _ in choices])
    return values[weighted(rng, [weight for _, weight in choices], n)]


def _names(rng: np.random.Generator, n: int) -> np.ndarray:
    surname = np.array(list(words.SURNAMES))
    given = np.array([*words.GIVEN])
    # The commonest surnames stand first, and about a quarter of the given names have one character.
    family = surname[weighted(rng, 1 / (np.arange(len(surname)) + 4), n)]
    second = np.where(rng.random(n) < 0.75, given[rng.integers(len(given), size=n)], "")
    return np.char.add(np.char.add(family, given[rng.integers(len(given), size=n)]), second)


def _birth_dates(rng: np.random.Generator, class_year: int, level: np.ndarray) -> np.ndarray:
    age = np.select([level == "bachelor", level == "master"], [22, 25], default=29)
    age = age + weighted(rng, (2, 6, 2), len(level)) - 1
    years = (class_year - age - 1970).astype("datetime64[Y]")
    return years.astype("datetime64[D]") + rng.integers(365, size=len(level))


def _studies(rng: np.random.Generator, college: np.ndarray, level: np.ndarray) -> list[pl.Series]:
    """College, major, campus, academy and class. Two thirds of the postgraduates study at 创新港."""
    n = len(level)
    colleges = words.COLLEGES
    offset = np.cumsum([0, *[len(c.majors) for c in colleges]])
    sizes = np.array([len(c.majors) for c in colleges])
    major = offset[college] + (rng.random(n) * sizes[college]).astype(int)
    majors = np.array([m for c in colleges for m in c.majors])[major]
    bachelor = level == "bachelor"
    home = np.array([c.campus for c in colleges])[college]
    campus = np.where(~bachelor & (rng.random(n) < 0.66), words.CAMPUSES[2], home)
    academy = np.array(words.ACADEMIES)[college % len(words.ACADEMIES)]
    group = np.char.zfill((rng.integers(4, size=n) + 1).astype(str), 2)
    return [
        pl.Series("college", np.array([c.name for c in colleges])[college]),
        pl.Series("major_name", majors[:, 0]),
        pl.Series("major_code", np.where(bachelor, majors[:, 1], majors[:, 2])),
        pl.Series("campus", campus),
        texts(np.where(bachelor, academy, None)).alias("academy"),
        pl.Series("class_name", np.char.add(majors[:, 0], group)),
    ]


def _september(rng: np.random.Generator, level: np.ndarray) -> list[pl.Series]:
    """What the September roster brings: doctors who defended in summer, and changed statuses."""
    n = len(level)
    late = (level == "doctor") & (rng.random(n) < 0.3)
    draw = rng.random(n)
    status = np.select([draw < 0.006, draw < 0.009], ["延期", "结业"], default="")
    return [pl.Series("is_late", late), pl.Series("late_status", np.where(late, "", status))]


def _identifiers(class_year: int) -> list[pl.Expr]:
    level, person = pl.col("level"), pl.col("person")
    entry = class_year - level.replace_strict(YEARS_OF_STUDY, return_dtype=pl.Int64)
    serial = person.rank("ordinal").cast(pl.Int64)
    number = student_no(pl.col("class_year"), level.replace_strict(LEVEL_DIGIT), serial)
    # Fourteen digits from the college entrance examination, fifteen from a postgraduate one.
    school_leaver = pl.format(
        "{}{}{}", entry % 100, pl.col("origin_region").str.head(2), person.cast(pl.String).str.zfill(10)
    )
    postgraduate = pl.format("10698{}{}", entry % 100, person.cast(pl.String).str.zfill(8))
    return [
        number.alias("student_no"),
        pl.when(level == "bachelor").then(school_leaver).otherwise(postgraduate).alias("exam_no"),
        pl.when(pl.col("has_mobile")).then(mobile(person)).alias("mobile"),
        pl.format("{}@example.edu", number).alias("email"),
        pl.date(entry, 9, 1).alias("enrolled_on"),
        # Late doctors get their degree in December of the same year.
        pl.date(class_year, pl.when(pl.col("is_late")).then(12).otherwise(6), 28).alias("graduated_on"),
    ]


def _id_numbers(rng: np.random.Generator, people: pl.DataFrame) -> pl.Series:
    """ID numbers with a right check digit (GB 11643), one in fifty with a wrong one."""
    body = people.select(
        ID_AREA
        + pl.col("birth_date").dt.strftime("%Y%m%d")
        + pl.when(pl.col("gender") == "1").then(pl.lit("999")).otherwise(pl.lit("998"))
    ).to_series()
    digits = np.frombuffer("".join(body.to_list()).encode(), dtype=np.uint8).reshape(-1, 17) - ord("0")
    wrong = rng.random(len(body)) < 0.02
    check = _ID_CHECK[((digits.astype(int) * _ID_WEIGHTS).sum(axis=1) + wrong) % 11]
    return body + pl.Series(check)
