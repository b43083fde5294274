"""Assembly of the document: edition, chapters in their order, what the title page and the last page tell."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

from dagster_project.errors import UserError
from dagster_project.release import OFFICE_TEXTS, Release
from dagster_project.reports.chapters import CHAPTERS
from dagster_project.reports.fonts import replaced
from dagster_project.reports.marts import Marts
from dagster_project.reports.model import Chapter, Document, Edition, Run, Runs, Section
from dagster_project.reports.office import blocks
from dagster_project.reports.signing import digest, signature_of
from dagster_project.reports.values import Source, bound
from dagster_project.reports.words import Words
from dagster_project.reports.writer import Writer
from dagster_project.settings import ReportPolicy

# The snapshot a report is made of: the newest official one of the class year.
SNAPSHOTS = ("year_end", "initial", "latest")
# Libraries whose versions the last page tells, beside the code's own.
_TOLD = ("duckdb", "polars", "dbt-core")


def policy_of(published: Release) -> ReportPolicy:
    """How the office wants its report, as it was when the release was made."""
    return ReportPolicy.model_validate(published.manifest.get("report", {}))


def build(published: Release, edition: Edition) -> Document:
    """The report of `edition`, bound to the rows of `published`.

    It is a draft unless exactly these figures were signed.
    UserError when the release has nothing on the class year, or no such college.
    """
    policy = policy_of(published)
    words = Words(edition.lang)
    with Marts(published, edition.tier, edition.lang, policy.names_en) as marts:
        _require(marts, edition)
        edition = replace(edition, snapshot=edition.snapshot or newest_snapshot(marts, edition.class_year))
        chapters = tuple(_chapter(module, edition, marts, words, policy) for module in CHAPTERS)
    institution = published.manifest["institution"]
    document = Document(
        edition=edition,
        title=words.term("document.title"),
        subtitle=_subtitle(words, edition, policy),
        institution=institution["name_zh" if edition.lang == "zh" else "name_en"],
        release_id=published.id,
        chapters=chapters,
        facts=_facts(published, words),
    )
    return _signed(replaced(document, policy.characters), published, words)


def newest_snapshot(marts: Marts, class_year: int) -> str:
    """The newest official snapshot that the release has for the class year."""
    there = {row["snapshot"] for row in marts.rows("cohort_size", class_year=class_year)}
    return next(snapshot for snapshot in SNAPSHOTS if snapshot in there)


def snapshot_of(published: Release, class_year: int) -> str:
    """The snapshot that the report of a class year shows; UserError when the release has nothing on it."""
    edition = Edition(class_year, "", "zh")
    with Marts(published, edition.tier, edition.lang) as marts:
        _require(marts, edition)
        return newest_snapshot(marts, class_year)


def class_years(published: Release, snapshot: str | None = None) -> list[int]:
    """The class years that a report can be written of, ascending; with `snapshot` those that have it."""
    with Marts(published, "public", "zh") as marts:
        rows = marts.rows("cohort_size") if snapshot is None else marts.rows("cohort_size", snapshot=snapshot)
    return sorted({row["class_year"] for row in rows})


def colleges(published: Release, class_year: int) -> list[str]:
    """Names of the colleges of a class year, as the marts have them."""
    with Marts(published, "public", "zh") as marts:
        return _colleges(marts, class_year)


def _colleges(marts: Marts, class_year: int) -> list[str]:
    rows = marts.rows("employment_rate", class_year=class_year, breakdown="college", degree_level="all")
    return sorted({row["breakdown_value"] for row in rows})


def _chapter(
    module: ModuleType, edition: Edition, marts: Marts, words: Words, policy: ReportPolicy
) -> Chapter:
    """A chapter, with the office's own words behind it where there are any."""
    name = module.__name__.rpartition(".")[2]
    chapter = module.write(Writer(edition, marts, words, policy, name))
    text = marts.release.path / OFFICE_TEXTS / str(edition.class_year) / f"{name}.{edition.lang}.md"
    if edition.college is not None or not text.is_file():
        return chapter
    own = Section(
        "office",
        words.term("document.office"),
        blocks(text.read_text(encoding="utf-8")),
    )
    return replace(chapter, sections=(*chapter.sections, own))


def _subtitle(words: Words, edition: Edition, policy: ReportPolicy) -> Runs:
    year = bound(edition.class_year, "year", edition.lang, [Source("edition", "class_year")])
    runs = words.fill("document.class_of", {"year": year})
    if edition.college is None:
        return runs
    name = policy.names_en.get(edition.college, edition.college) if edition.lang == "en" else edition.college
    college = bound(name, "text", edition.lang, [Source("edition", "college")])
    return (*runs, *words.fill("document.college_edition", {"college": college}))


def _facts(published: Release, words: Words) -> tuple[tuple[str, Run], ...]:
    """What the last page tells of how the report came about."""
    manifest = published.manifest
    landed = sum(entry["status"] == "landed" for entry in manifest["inputs"])
    libraries = ", ".join(
        f"{name} {manifest['libraries'][name]}" for name in _TOLD if name in manifest["libraries"]
    )
    told = {
        "release": published.id,
        "inputs": landed,
        "fingerprint": manifest["inputs_fingerprint"],
        "code": manifest["code_version"],
        "libraries": libraries,
        "figures": manifest["figures_checksum"],
    }
    return tuple(
        (
            words.term(f"document.fact_{name}"),
            bound(
                value, "count" if name == "inputs" else "text", words.lang, [Source("manifest.json", name)]
            ),
        )
        for name, value in told.items()
    )


def _signed(document: Document, published: Release, words: Words) -> Document:
    """The document with its signature; no draft when exactly these figures were signed."""
    edition = document.edition
    signature = signature_of(published, edition.class_year)
    if signature is None:
        return document
    source = Source("manifest.json", "signatures")
    said = {
        "who": bound(signature.who, "text", edition.lang, [source]),
        "day": bound(signature.signed_on, "date", edition.lang, [source]),
        "release": bound(signature.release, "text", edition.lang, [source]),
    }
    # Signed is the report in Chinese of the whole institution, on the public tier; the others follow from the
    # same figures of the same release.
    whole = document
    if (edition.lang, edition.college, edition.tier) != ("zh", None, "public"):
        whole = build(published, Edition(edition.class_year, edition.snapshot, "zh"))
    holds = not whole.edition.is_draft if whole is not document else digest(document) == signature.digest
    key = "document.signed" if holds else "document.signed_before"
    return replace(document, signature=words.fill(key, said), edition=replace(edition, is_draft=not holds))


def _require(marts: Marts, edition: Edition) -> None:
    there = {row["class_year"] for row in marts.rows("cohort_size")}
    if edition.class_year not in there:
        raise UserError(
            f"Release {marts.release.id} has nothing on the class of {edition.class_year}.",
            f"It has {', '.join(map(str, sorted(there)))}; rosters and destinations of another class year "
            "have to be delivered first.",
        )
    if edition.college is not None and edition.college not in (known := _colleges(marts, edition.class_year)):
        raise UserError(
            f"The class of {edition.class_year} has no college {edition.college!r}.",
            f"The colleges are {', '.join(known)}.",
        )
