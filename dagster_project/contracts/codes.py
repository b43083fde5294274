"""Code tables: what a cell of a code column may hold, and the canonical code it means.

The tables are dbt's seeds (`dbt/seeds/codes/`), read here as plain CSV so that one fact stays in one
place. Looking up is by code, then by label, then by alias, all in NFKC without spaces and case.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from dagster_project.settings import DBT_DIR, Institution
from dagster_project.settings.own_codes import OwnCode

SEEDS = DBT_DIR / "seeds" / "codes"
# Tables of which some codes stand in a seed of their own. A destination column also says who is no graduate
# (65 留级/休学); that is not a destination, and no rate may meet it.
_KEPT_APART = {"destination": ("code_destination_off_roster",)}


def normalise_value(text: str) -> str:
    """The form in which codes and labels are compared: NFKC, no white space, no leading `'`, case folded."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u200b\ufeff]+", "", plain).lstrip("'").casefold()


@dataclass(frozen=True)
class CodeTable:
    """One code table. `lookup` maps a normalised code or label to the canonical code."""

    name: str
    labels: dict[str, str]
    lookup: dict[str, str]

    def find(self, text: str) -> str | None:
        """Canonical code of a cell, None when nothing knows it; `10.0` is read as `10`, `1` as `01`."""
        value = normalise_value(text)
        if value in self.lookup:
            return self.lookup[value]
        value = re.sub(r"\.0+$", "", value)
        if value in self.lookup:
            return self.lookup[value]
        # A spreadsheet that took a code for a number drops its leading zeros.
        padded = value.zfill(2)
        return self.lookup.get(padded) if value.isdigit() else None


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def code_table(name: str) -> CodeTable:
    """The code table `name`: its seeds and its rows of `code_alias`; KeyError if there is none."""
    path = SEEDS / f"code_{name}.csv"
    if not path.exists():
        raise KeyError(name)
    rows = [
        *_rows(path),
        *(row for other in _KEPT_APART.get(name, ()) for row in _rows(SEEDS / f"{other}.csv")),
    ]
    labels = {row["code"]: row["label_zh"] for row in rows}
    lookup: dict[str, str] = {}
    if name == "region":
        lookup |= _region_names(rows)
    for row in rows:
        for text in (row["label_zh"], row.get("label_en", "")):
            if text and (name != "region"):
                lookup.setdefault(normalise_value(text), row["code"])
    for row in _rows(SEEDS / "code_alias.csv"):
        if row["table_name"] == name:
            lookup[normalise_value(row["alias"])] = row["code"]
    if name != "region":  # a retired region's code stands for its successor
        lookup |= {normalise_value(code): code for code in labels}
    return CodeTable(name, labels, lookup)


def extended(
    name: str, labels: dict[str, str], codes: Mapping[str, OwnCode] = MappingProxyType({})
) -> CodeTable:
    """The code table with an institution's own `labels` (label -> code) and `codes` added."""
    table = code_table(name)
    added = {
        normalise_value(text): code
        for code, names in codes.items()
        for text in (code, names.zh, names.en, *names.labels)
        if text
    }
    added |= {normalise_value(label): code for label, code in labels.items()}
    shown = {code: names.zh for code, names in codes.items()}
    return CodeTable(table.name, table.labels | shown, table.lookup | added)


def institution_table(name: str, institution: Institution) -> CodeTable:
    """The code table `name` as this institution's files use it."""
    return extended(name, institution.codes.get(name, {}), institution.own_codes.get(name, {}))


def code_rows(name: str, institution: Institution) -> list[dict[str, str]]:
    """Rows of the seed `code_<name>`; an institution's own codes come after it, or in place of its rows."""
    own = institution.own_codes.get(name, {})
    rows = [row for row in _rows(SEEDS / f"code_{name}.csv") if row["code"] not in own]
    for code, names in own.items():
        extra = names.model_dump(exclude={"zh", "en", "labels"})
        row = {"code": code, "label_zh": names.zh, "label_en": names.en or code.replace("_", " ")}
        rows.append(row | {f"list_{key}": value for key, value in extra.items()})
    return rows


def _region_names(rows: list[dict[str, str]]) -> dict[str, str]:
    """Names and short codes of regions; a name that two places bear counts only with its parents."""
    by_code = {row["code"]: row for row in rows}
    lookup: dict[str, str] = {}
    seen: dict[str, set[str]] = {}
    for row in rows:
        code = row["successor_code"] or row["code"]
        for name in _names_of(row, by_code):
            seen.setdefault(normalise_value(name), set()).add(code)
    lookup |= {name: next(iter(codes)) for name, codes in seen.items() if len(codes) == 1}
    for row in rows:
        code = row["successor_code"] or row["code"]
        lookup[row["code"]] = code
        if row["level"] == "province":
            lookup[row["code"][:2]] = code
        elif row["level"] == "city":
            lookup[row["code"][:4]] = code
    return lookup


_SUFFIX = re.compile(r"(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市)$")


def _names_of(row: dict[str, str], by_code: dict[str, dict[str, str]]) -> set[str]:
    """Names one place goes by: own, own with parents, and short without 省 / 市 for provinces and cities."""
    own = {row["label_zh"]}
    if row["level"] in ("province", "city", "special"):
        own.add(_SUFFIX.sub("", row["label_zh"]))
    province = by_code.get(row["province_code"] + "0000")
    city = by_code.get(row["city_code"] + "00") if row["city_code"] else None
    if row["level"] in ("province", "special") or province is None:
        return own
    provinces = {province["label_zh"], _SUFFIX.sub("", province["label_zh"])}
    names = {parent + name for parent in provinces for name in own}
    if row["level"] == "area" and city is not None:
        cities = {city["label_zh"], _SUFFIX.sub("", city["label_zh"])}
        names |= {parent + town + name for parent in provinces for town in cities for name in own}
        names |= {town + name for town in cities for name in own}
    if row["label_zh"] in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"):
        return names
    return own | names
