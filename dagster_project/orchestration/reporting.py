"""The annual report: the one that every release carries, those somebody asks for, and their signature."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import yaml

from dagster_project.errors import UserError
from dagster_project.ingest.report_inputs import SIGNED, OfficeText
from dagster_project.ingest.side_by_side import at_once, begun
from dagster_project.orchestration.clock import today
from dagster_project.orchestration.progress import report
from dagster_project.release import OFFICE_TEXTS, REPORT, Release, Tier
from dagster_project.reports.build import build, class_years, colleges, policy_of, snapshot_of
from dagster_project.reports.checklist import checklist
from dagster_project.reports.files import FORMATS, Format
from dagster_project.reports.gate import check
from dagster_project.reports.model import Edition
from dagster_project.reports.review import Moved
from dagster_project.reports.review import review as unusual_changes
from dagster_project.reports.signing import digest
from dagster_project.reports.values import LANGS, Lang
from dagster_project.settings import Institution, Paths, Signature


@dataclass(frozen=True)
class Wanted:
    """Which reports are wanted; `colleges` empty means the one of the whole institution."""

    class_year: int
    langs: tuple[Lang, ...] = LANGS
    tier: Tier = "public"
    colleges: tuple[str, ...] = ()
    formats: tuple[Format, ...] = FORMATS

    def editions(self) -> Iterator[Edition]:
        for college in self.colleges or (None,):
            for lang in self.langs:
                yield Edition(self.class_year, "", lang, self.tier, college)


@contextmanager
def report_in_release(shown: Release, texts: Sequence[OfficeText]) -> Iterator[Callable[[], None]]:
    """Put the report into the folder of a release that nobody sees yet: both languages, all formats.

    It is begun with the public tier and made while others work; what is yielded waits until it is there.
    Nothing when the configuration wants none, or when no class year has a roster and destinations yet.
    """
    _keep_texts(shown, texts)
    policy = policy_of(shown)
    class_year = policy.class_year or _newest(shown)
    if not policy.in_release or class_year is None:
        yield lambda: None
        return
    folder = shown.path / REPORT
    with begun(partial(_rendered, shown, folder, FORMATS), list(Wanted(class_year).editions())) as made:

        def finish() -> None:
            report("reporting", f"class of {class_year}")
            items = [asdict(item) for item in checklist(build(shown, Edition(class_year, "", "zh")))]
            content = json.dumps(items, ensure_ascii=False, indent=2) + "\n"
            list(made)
            (folder / f"checklist-{class_year}.json").write_text(content, encoding="utf-8")

        yield finish


def write_reports(published: Release, wanted: Wanted, folder: Path) -> list[Path]:
    """The reports that are wanted, as files in `folder`; UserError when there is nothing to write them of."""
    files: list[Path] = []
    editions = list(wanted.editions())
    rendered = at_once(partial(_rendered, published, folder, wanted.formats), editions)
    for number, edition in enumerate(editions):
        report("reporting", f"{edition.college or 'all'}, {edition.lang}", number, len(editions))
        files += next(rendered)
    return files


def _rendered(published: Release, folder: Path, formats: Sequence[Format], edition: Edition) -> list[Path]:
    # Its libraries are large, and wanted in the processes that render alone.
    from dagster_project.reports.render import render

    return render(published, edition, folder, formats)


def all_colleges(published: Release, class_year: int) -> tuple[str, ...]:
    return tuple(colleges(published, class_year))


def newest_class_year(published: Release) -> int:
    """The class year that is usually meant; UserError when the release has none."""
    class_year = policy_of(published).class_year or _newest(published)
    if class_year is None:
        raise UserError(
            f"Release {published.id} has no class year to report on.",
            "A roster and destinations of one have to be delivered first.",
        )
    return class_year


def review(published: Release, class_year: int) -> list[Moved]:
    """What moved more than usual, at the snapshot that the report shows."""
    return unusual_changes(published, class_year, snapshot_of(published, class_year))


def sign(
    paths: Paths, published: Release, class_year: int, who: str, institution: Institution
) -> tuple[Signature, Path]:
    """Record that `who` has signed the public report of the class year as this release shows it.

    The record is an input of the next run, which puts it into the release's manifest and takes the draft mark
    off the report, as long as the figures are still these.
    """
    document = build(published, Edition(class_year, "", "zh"))
    check(document)
    signature = Signature(
        class_year=class_year,
        who=who,
        signed_on=today(institution.institution.time_zone),
        release=published.id,
        digest=digest(document),
    )
    content = signature.model_dump(mode="json", exclude={"class_year"})
    file = paths.report_inputs / str(class_year) / SIGNED
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return signature, file


def _keep_texts(written: Release, texts: Sequence[OfficeText]) -> None:
    for text in texts:
        file = written.path / OFFICE_TEXTS / str(text.class_year) / f"{text.chapter}.{text.lang}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.markdown, encoding="utf-8")


def _newest(written: Release) -> int | None:
    """The newest class year with a state of the year's end, else the newest there is."""
    years = class_years(written, "year_end") or class_years(written)
    return years[-1] if years else None
