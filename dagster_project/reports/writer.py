"""What a chapter writes with: rows of the edition's scope, sentences, tables, charts, sections.

A chapter asks for rows, puts their values into templates, and says for every section what stands there when
there is no data. Whatever is usual in all chapters (scope of a college's edition, words for change, caution
about small bases, sources below tables) is done here once.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from dagster_project.reports.marts import Condition, Marts, Row
from dagster_project.reports.model import (
    Block,
    Chapter,
    Chart,
    Column,
    Edition,
    Form,
    Listing,
    Paragraph,
    Role,
    Run,
    Runs,
    Section,
    Table,
)
from dagster_project.reports.values import Kind, Source, Value, bound, difference, setting
from dagster_project.reports.words import Words
from dagster_project.settings import ReportPolicy

OVERALL = {"breakdown": "overall", "breakdown_value": "all"}


class Writer:
    """One chapter's pen: `chapter` is the name of its file of words, and the prefix of its keys."""

    def __init__(
        self, edition: Edition, marts: Marts, words: Words, policy: ReportPolicy, chapter: str
    ) -> None:
        self.edition, self.marts, self.words, self.policy, self.key = edition, marts, words, policy, chapter
        self.lang = edition.lang

    # -- rows

    def rows(self, table: str, *, whole: bool = False, **conditions: Condition) -> list[Row]:
        """Rows of the edition's scope: its college where the table has breakdowns, else everybody.

        Conditions that are not said are the edition's, where the table has the column: `class_year`,
        `snapshot`, `degree_level` all, `breakdown` overall (or the college). A table without breakdowns has
        no rows for a college's edition unless `whole`, which asks for the institution's in every edition.
        """
        columns = self.marts.columns(table)
        usual: dict[str, Condition] = {
            "class_year": self.edition.class_year,
            "snapshot": self.edition.snapshot,
            "degree_level": "all",
        }
        if "breakdown" in columns and "breakdown" not in conditions:
            usual |= self._scope(whole)
        elif "breakdown" not in columns and self.edition.college and not whole:
            return []
        asked = {name: value for name, value in usual.items() if name in columns} | conditions
        return self.marts.rows(table, **asked)

    def _scope(self, whole: bool) -> dict[str, Condition]:
        if self.edition.college is None or whole:
            return dict(OVERALL)
        return {"breakdown": "college", "breakdown_value": self.edition.college}

    def row(self, table: str, *, whole: bool = False, **conditions: Condition) -> Row | None:
        """The one row that is meant, or None; ValueError when the conditions leave several."""
        found = self.rows(table, whole=whole, **conditions)
        if len(found) > 1:
            raise ValueError(f"{len(found)} rows of {table} for {conditions}, and one was meant")
        return found[0] if found else None

    # -- words

    def term(self, key: str) -> str:
        """A word of `terms.yml`, or of this chapter's file when it has the key."""
        own = f"{self.key}.{key}"
        return self.words.term(own if own in self.words else f"terms.{key}")

    def runs(self, key: str, **values: Run | Runs) -> Runs:
        """A template of this chapter's file (or of `terms.yml`), filled."""
        own = f"{self.key}.{key}"
        return self.words.fill(own if own in self.words else f"terms.{key}", values)

    def say(self, key: str, role: Role = "text", **values: Run | Runs) -> Paragraph:
        """A paragraph from a template."""
        return Paragraph(self.runs(key, **values), role)

    def listing(self, items: Sequence[Runs], role: Role = "text") -> Listing:
        return Listing(tuple(items), role)

    @property
    def year(self) -> Value:
        """The class year of the edition, for sentences."""
        return bound(self.edition.class_year, "year", self.lang, [Source("edition", "class_year")])

    def setting(self, name: str, kind: Kind) -> Value:
        """A threshold of `institution.yml`, `report:`, bound to its name, such as `warnings.min_answers`."""
        return setting(f"report.{name}", attrgetter(name)(self.policy), kind, self.lang)

    def change(self, now: Value, before: Value) -> Runs:
        """Words for a change: up or down by so many percentage points (or persons), or the same."""
        moved = difference(now, before, self.lang)
        if moved.is_missing:
            return self.runs("change_unknown")
        unit = "points" if moved.kind == "points" else "count"
        if moved.text == bound(0, moved.kind, self.lang, ()).text:
            return self.runs("change_none")
        return self.runs(f"change_{unit}_{'up' if moved.raw > 0 else 'down'}", change=moved)

    def rate(
        self, row: Row, rate: str = "rate", numerator: str = "numerator", denominator: str = "denominator"
    ) -> Runs:
        """A rate with its counts, and a word of caution when the base is small; a withheld one alone."""
        shown = row.value(rate)
        if shown.withheld:
            return (shown,)
        base = row.value(denominator, "count")
        small = base.raw is not None and base.raw < self.policy.small_base
        return self.runs(
            "rate_of_small_base" if small else "rate_with_counts",
            rate=shown, numerator=row.value(numerator, "count"), denominator=base,
        )  # fmt: skip

    # -- blocks

    def table(
        self,
        key: str,
        columns: Sequence[Column | str],
        rows: Sequence[Sequence[Run]],
        *,
        marts: Sequence[str] = (),
        note: Runs = (),
        is_printed: bool = True,
        **values: Run | Runs,
    ) -> Table:
        """A table whose title is the template `<key>`; `marts`, if any, are named in its source.

        A column given as text is the key of a term; the first tells the row, the others are numbers.
        """
        made = tuple(
            column if isinstance(column, Column) else Column(self.term(column), numeric=position > 0)
            for position, column in enumerate(columns)
        )
        return Table(
            f"{self.key}-{key}", self.runs(key, **values), made, tuple(tuple(row) for row in rows),
            source=self.runs("source", tables=", ".join(marts)) if marts else (),
            note=note, is_printed=is_printed,
        )  # fmt: skip

    def chart(self, key: str, form: Form, table: Table, **values: Run | Runs) -> Chart:
        """A chart of `table`, titled as it is; its message is the template `<key>`."""
        return Chart(f"{self.key}-{key}", table.title, self.runs(key, **values), form, table)

    def section(
        self, key: str, *blocks: Block | None, empty: str = "no_data", **values: Run | Runs
    ) -> Section:
        """A section titled by the term `<key>`; when no block is there, the template `empty` says why."""
        there = tuple(block for block in blocks if block is not None)
        if not there:
            if self.edition.college and empty == "no_data":
                empty, values = "not_by_college", {}
            return Section(key, self.term(key), (self.say(empty, "empty", **values),), is_empty=True)
        return Section(key, self.term(key), there)

    def nothing(self, key: str, reason: str, **values: Run | Runs) -> Section:
        """An empty section: for `reason`; in a college's edition because it is not published by college."""
        if self.edition.college:
            return self.section(key)
        return self.section(key, empty=reason, **values)

    def finish(self, *sections: Section) -> Chapter:
        """The chapter, titled by the term `title` of its file."""
        return Chapter(self.key, self.words.term(f"{self.key}.title"), sections)
