"""What a contract is made of: columns, kinds, aliases. Pure data, no frames and no files.

A contract says which columns a feed has, under which headers they are met, of which kind they are
and what of them may land. Headers are compared after `normalise_header`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "id",
    "code",
    "date",
    "datetime",
    "int",
    "count",
    "number",
    "money",
    "text",
    "class_year",
    "birth_year",
    "pii",
]
LandedType = Literal["text", "int", "double", "date", "datetime"]

# Meta columns that every landed row carries, so that each figure can be followed to file, sheet and line.
META: dict[str, LandedType] = {
    "delivery_id": "text",
    "recorded_on": "date",
    "source_file": "text",
    "source_sheet": "text",
    "source_line": "int",
    "remarks": "text",
}

# Kind of an identifier -> the landed column that holds its keyed pseudonym.
PSEUDONYMS = {"student": "graduate_key", "exam": "exam_key", "mobile": "mobile_key"}


@dataclass(frozen=True)
class Column:
    """One column of a feed.

    kind        how its cells are read (spec of feeds: id, code, date, int, money, text, pii ...)
    headers     headers met in real files; for a code column the header of the code, or of either
    labels      headers of the label twin of a code column (`毕业去向` beside `毕业去向代码`)
    need        "required": the file must have the column, and the row a value unless `blank_ok`
    table       code table (seed `code_<table>`) of a code column
    landed      name after landing; defaults to `name`
    pseudonym   identifiers that become a keyed pseudonym: the kind in HMAC(key, kind|institution|value)
    month_ok    a date that may come with month precision (lands with `<name>_precision`)
    """

    name: str
    kind: Kind
    headers: tuple[str, ...]
    labels: tuple[str, ...] = ()
    need: Literal["required", "optional"] = "optional"
    blank_ok: bool = False
    table: str | None = None
    landed: str | None = None
    pseudonym: Literal["student", "exam", "mobile"] | None = None
    month_ok: bool = False
    sensitive: bool = False
    zh: str = ""

    @property
    def landed_name(self) -> str:
        if self.pseudonym:
            return PSEUDONYMS[self.pseudonym]
        return self.landed or self.name

    @property
    def landed_columns(self) -> dict[str, LandedType]:
        """The columns this one becomes in the landed file (none for dropped identifiers)."""
        name = self.landed_name
        match self.kind:
            case "pii":
                return {name: "text"} if self.pseudonym else {}
            case "int" | "count" | "class_year" | "birth_year":
                return {name: "int"}
            case "date":
                return {name: "date", f"{name}_precision": "text"} if self.month_ok else {name: "date"}
            case "datetime":
                return {name: "datetime"}
            case "number":
                return {name: "double"}
            case "money":
                return {name: "double", f"{name}_low": "double", f"{name}_high": "double"}
            case _:
                return {name: "text"}


@dataclass(frozen=True)
class Contract:
    """A feed: its columns, its key (landed names), and the headers known to be unwanted.

    one_of      groups of columns of which at least one must be in the file, and filled in each row
    unwanted    headers that come in real files and are dropped at landing by name
    """

    feed: str
    title_en: str
    title_zh: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[str, ...] = ()
    derived: dict[str, LandedType] = field(default_factory=dict)

    @property
    def landed(self) -> dict[str, LandedType]:
        """Landed schema without the meta columns: name -> type, in order."""
        schema: dict[str, LandedType] = {}
        for column in self.columns:
            schema.update(column.landed_columns)
        return schema | self.derived

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


# What ingest adds to a feed with `employer_name` and `employer_uscc`: the organisation code of a valid code,
# the name in the form in which names are compared, and that form without a branch.
EMPLOYER: dict[str, LandedType] = {
    "employer_code": "text",
    "employer_name_key": "text",
    "employer_parent_key": "text",
}

_BRACKETED = re.compile(r"[(\[【〔<〈《][^)\]】〕>〉》]*[)\]】〕>〉》]")


def normalise_header(text: str) -> str:
    """NFKC, without spaces, `*`, bracketed remarks and case: the form in which headers are compared."""
    plain = unicodedata.normalize("NFKC", text)
    plain = _BRACKETED.sub("", plain)
    return re.sub(r"[\s*'\u200b\ufeff:]+", "", plain).casefold()
