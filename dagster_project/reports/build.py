"""Assembly of the document: edition, chapters in their order, what the title page and the last page tell."""

from __future__ import annotations

from dataclasses import replace

from dagster_project.errors import UserError
from dagster_project.release import Release
from dagster_project.reports.chapters import CHAPTERS
from dagster_project.reports.marts import Marts
from dagster_project.reports.model import Document, Edition
from dagster_project.reports.words import Words
from dagster_project.reports.writer import Writer
from dagster_project.settings import ReportPolicy

# The snapshot a report is made of: the newest official one of the class year.
SNAPSHOTS = ("year_end", "initial", "latest")


def policy_of(published: Release) -> ReportPolicy:
    """How the office wants its report, as it was when the release was made."""
    return ReportPolicy.model_validate(published.manifest.get("report", {}))


def build(published: Release, edition: Edition) -> Document:
    """The report of `edition`, bound to the rows of `published`.

    UserError when the release has nothing on the class year, or no such college.
    """
    policy = policy_of(published)
    words = Words(edition.lang)
    with Marts(published, edition.tier, edition.lang, policy.names_en) as marts:
        _require(marts, edition)
        chapters = tuple(
            module.write(Writer(edition, marts, words, policy, module.__name__.rpartition(".")[2]))
            for module in CHAPTERS
        )
    institution = published.manifest["institution"]
    return Document(
        edition=edition,
        title=words.term("document.title"),
        subtitle=(),
        institution=institution["name_zh" if edition.lang == "zh" else "name_en"],
        release_id=published.id,
        chapters=chapters,
    )


def settled(published: Release, edition: Edition) -> Edition:
    """`edition` with its snapshot: the newest official one that the release has for the class year."""
    with Marts(published, edition.tier, edition.lang) as marts:
        there = {row["snapshot"] for row in marts.rows("cohort_size", class_year=edition.class_year)}
    for snapshot in SNAPSHOTS:
        if snapshot in there:
            return replace(edition, snapshot=snapshot)
    raise _no_class_year(published, edition)


def class_years(published: Release) -> list[int]:
    """The class years that a report can be written of, ascending."""
    with Marts(published, "public", "zh") as marts:
        return sorted({row["class_year"] for row in marts.rows("cohort_size")})


def colleges(published: Release, class_year: int) -> list[str]:
    """Names of the colleges of a class year, as the marts have them."""
    with Marts(published, "public", "zh") as marts:
        rows = marts.rows("employment_rate", class_year=class_year, breakdown="college", degree_level="all")
    return sorted({row["breakdown_value"] for row in rows})


def _require(marts: Marts, edition: Edition) -> None:
    if not marts.rows("cohort_size", class_year=edition.class_year, snapshot=edition.snapshot):
        raise _no_class_year(marts.release, edition)
    if edition.college is not None:
        known = colleges(marts.release, edition.class_year)
        if edition.college not in known:
            raise UserError(
                f"The class of {edition.class_year} has no college {edition.college!r}.",
                f"The colleges are {', '.join(known)}.",
            )


def _no_class_year(published: Release, edition: Edition) -> UserError:
    years = ", ".join(map(str, class_years(published)))
    return UserError(
        f"Release {published.id} has nothing on the class of {edition.class_year}.",
        f"It has {years}; rosters and destinations of another class year have to be delivered first.",
    )
