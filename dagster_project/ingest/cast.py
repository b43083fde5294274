"""From text to typed, pseudonymous columns: one frame per delivery, row for row as the table.

What is wrong with a row is judged in `verdicts`, who it is about in `identifiers`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from dagster_project.contracts import Column, Contract
from dagster_project.ingest import codes, employers
from dagster_project.ingest.identifiers import Pseudonymiser, check_id_numbers, judge_identifier
from dagster_project.ingest.masking import quoted
from dagster_project.ingest.readers import read_column, reader, span_reader
from dagster_project.ingest.unknown import unknown_labels
from dagster_project.ingest.verdicts import Verdicts
from dagster_project.ingest.words import is_blank
from dagster_project.settings import Institution


@dataclass
class Caster:
    """Casts one delivery.

    raw      a text column per (column, role), named `column` or `column|label`
    out      landed columns as they come; `verdicts` what was wrong
    as_delivered  `raw` before it was corrected; by it the generation of a file's codes is told
    """

    contract: Contract
    raw: pl.DataFrame
    institution: Institution
    key: bytes
    epoch: dt.date
    stated_class_year: int | None = None
    out: dict[str, pl.Series] = field(default_factory=dict)
    as_delivered: pl.DataFrame | None = None
    verdicts: Verdicts = field(init=False)

    def __post_init__(self) -> None:
        self.verdicts = Verdicts(self.contract)

    def run(self) -> tuple[pl.DataFrame, Verdicts]:
        """The landed columns of the contract plus `remarks`, and the verdicts on the rows."""
        destinations = self._destinations() if self.contract.feed == "destinations" else None
        pseudonymiser = Pseudonymiser(self.key, self.institution.institution.code)
        for column in self.contract.columns:
            if column.pseudonym is not None:
                found = pseudonymiser.column(column.pseudonym, self._texts_or_nothing(column.name))
                self.out[column.landed_name] = found["value"]
                judge_identifier(column, found, self.raw, self.contract, self.verdicts)
            elif column.kind == "code":
                self._code(column, destinations if column.name == "destination" else None)
            elif column.kind != "pii":
                self._plain(column)
        if "class_year" in self.out:
            self._class_year()
        self._alternatives()
        self._employers()
        if (numbers := self._texts("id_number")) is not None:
            check_id_numbers(numbers, self.out.get("birth_year"), self.out.get("gender"), self.verdicts)
        columns = [self.out[name].alias(name) for name in self.contract.landed]
        return pl.DataFrame([*columns, self.verdicts.remarks(self.raw.height)]), self.verdicts

    def _texts(self, name: str, role: str = "value") -> pl.Series | None:
        label = name if role == "value" else f"{name}|{role}"
        return self.raw[label] if label in self.raw.columns else None

    def _texts_or_nothing(self, name: str, role: str = "value") -> pl.Series:
        texts = self._texts(name, role)
        return self._nothing() if texts is None else texts

    def _nothing(self, kind: Any = pl.String) -> pl.Series:
        return pl.repeat(None, self.raw.height, dtype=kind, eager=True)

    def _plain(self, column: Column) -> None:
        """A column whose value follows from its own text alone."""
        is_span = column.name == "held_on" and "held_until" in self.contract.derived
        names = ["held_on", "held_until"] if is_span else list(column.landed_columns)
        by = span_reader(self.epoch) if is_span else reader(column, self.epoch)
        texts = self._texts_or_nothing(column.name)
        read = read_column(texts, by)
        if "precision" in by.fields and not column.month_ok:
            read = _whole_days(read)
        self.out |= {name: read[source] for name, source in zip(names, by.fields, strict=False)}
        self.verdicts.judge(column, texts, read, self.out[names[0]])

    def _code(self, column: Column, known: pl.DataFrame | None) -> None:
        """A code column from its code, its label, or both; `known` when it was read before."""
        pairs = pl.DataFrame(
            {
                "code": self._texts_or_nothing(column.name),
                "label": self._texts_or_nothing(column.name, "label"),
            }
        )
        if known is None:
            assert column.table is not None
            table = codes.table_of(column.table, self.institution)
            distinct = pairs.unique(maintain_order=True)
            known = _looked_up(pairs, distinct, [codes.read_pair(table, *pair) for pair in distinct.rows()])
        self.out[column.landed_name] = known["value"]
        texts = pairs.select(pl.coalesce("code", "label")).to_series()
        self.verdicts.judge(column, texts, known, known["value"])
        self.verdicts.unknown += unknown_labels(
            column, self.contract, self.raw, known["problem"], self.verdicts.is_needed(column)
        )

    def _destinations(self) -> pl.DataFrame:
        """Destinations together with 单位性质, which is emptied where the oldest codes hide them in it."""
        cells = pl.DataFrame(
            {
                "code": self._texts_or_nothing("destination"),
                "label": self._texts_or_nothing("destination", "label"),
                "nature": self._texts_or_nothing("employer_nature"),
                "nature_label": self._texts_or_nothing("employer_nature", "label"),
            }
        ).select("code", "label", pl.coalesce("nature", "nature_label").alias("nature"))
        distinct = cells.unique(maintain_order=True)
        # One corrected cell must not change how the codes of all other rows are read.
        source = self.raw if self.as_delivered is None else self.as_delivered
        told = source["destination"] if "destination" in source.columns else self._nothing()
        whole = codes.is_oldest_generation(told.unique(maintain_order=True).to_list())
        table = codes.table_of("destination", self.institution)
        results, hidden = [], []
        for code, label, nature in distinct.rows():
            old = codes.read_oldest(code, nature, whole)
            results.append(old or codes.read_pair(table, code, label))
            hidden.append(old is not None and codes.hides_outcome(nature))
        known = _looked_up(cells, distinct.with_columns(hidden=pl.Series(hidden, dtype=pl.Boolean)), results)
        for name in ("employer_nature", "employer_nature|label"):
            if name in self.raw.columns:
                kept = pl.when(~known["hidden"]).then(self.raw[name])
                self.raw = self.raw.with_columns(pl.select(kept).to_series().alias(name))
        return known

    def _class_year(self) -> None:
        """From the sidecar, else the row's own column, else its date of graduation."""
        own = self.out["class_year"]
        stated = self.stated_class_year
        if stated is not None:
            if other := int((own != stated).sum()):
                self.verdicts.notes.append(
                    f"class_year {stated} of the sidecar stands; {other} rows said otherwise"
                )
            self.out["class_year"] = pl.repeat(stated, own.len(), dtype=pl.Int64, eager=True)
            self.verdicts.note_class_years(self.out["class_year"])
            return
        if "graduated_on" in self.out:
            own = own.fill_null(self.out["graduated_on"].dt.year().cast(pl.Int64))
        self.out["class_year"] = own
        self.verdicts.note_class_years(own)
        texts = self._texts_or_nothing("class_year")
        column = self.contract.column("class_year")
        for row in own.is_null().arg_true().to_list():
            text = texts[row]
            if is_blank(text):
                told = "is blank, and no date of graduation tells it"
                self.verdicts.fault(row, "blank_key", column, told)
            else:
                self.verdicts.fault(row, "bad_class_year", column, f"{quoted(text)} is no class year")

    def _employers(self) -> None:
        """The derived columns by which employers (and schools and parents) are told to be the same."""
        derived = self.contract.derived
        if "employer_code" in derived:
            code, kept, remarks = employers.employer_codes(self.out["employer_uscc"])
            self.out |= {"employer_code": code, "employer_uscc": kept}
            if wrong := remarks.len() - remarks.null_count():
                self.verdicts.notes.append(f"employer_uscc: {wrong} codes are not valid, matched by name")
            self.verdicts.remark(remarks)
        for name in ("employer_name", "study_institution", "parent_name"):
            if f"{name}_key" in derived:
                self.out[f"{name}_key"] = employers.name_keys(self.out[name])
        if "employer_parent_key" in derived:
            self.out["employer_parent_key"] = employers.parent_keys(self.out["employer_name_key"])

    def _alternatives(self) -> None:
        """Groups of which one column must be filled in each row."""
        for group in self.contract.one_of:
            if "class_year" in group:
                continue
            first, *others = (self.contract.column(name) for name in group)
            landed = [self.out[column.landed_name] for column in (first, *others)]
            empty = pl.select(pl.all_horizontal(*(series.is_null() for series in landed))).to_series()
            rule = "blank_key" if first.pseudonym else "missing_value"
            there = [column.zh for column in others if column.name in self.raw.columns]
            told = f"and {' and '.join(there)} are blank" if there else "is blank"
            for row in empty.arg_true().to_list():
                # Where one of them was there and unreadable, that has been said.
                if not any(fault.column in group for fault in self.verdicts.faults.get(row, [])):
                    self.verdicts.fault(row, rule, first, told)


def _whole_days(read: pl.DataFrame) -> pl.DataFrame:
    """Where the contract wants a day, a month is not one: no day is invented."""
    month = pl.col("precision") == "month"
    return read.with_columns(
        pl.when(month).then(None).otherwise(pl.col("value")).alias("value"),
        pl.when(month).then(pl.lit("has no day")).otherwise(pl.col("problem")).alias("problem"),
    )


def _looked_up(cells: pl.DataFrame, distinct: pl.DataFrame, results: list[codes.Code]) -> pl.DataFrame:
    """The result of each row, from the results of its distinct cells."""
    columns = (
        pl.Series(name, [getattr(result, name) for result in results], dtype=pl.String)
        for name in codes.Code._fields
    )
    lookup = distinct.with_columns(columns)
    return cells.join(lookup, on=cells.columns, how="left", nulls_equal=True, maintain_order="left")
