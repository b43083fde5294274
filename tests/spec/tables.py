"""Tables of the methodology page that are made from what the warehouse counts with: seeds, profiles, rules.

Each is a function from a language to lines of Markdown, by its name in `TABLES`. Nothing is stated here that
is not read from there, so that a changed seed changes the page.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from dagster_project.publish.disclosure import PROFILES
from dagster_project.settings.surveys import DEFAULT_BOX_RULES

SEEDS = Path(__file__).parents[2] / "dbt" / "seeds"
_CATEGORY_ZH = {
    "contract": "协议和合同就业", "startup": "自主创业", "flexible": "灵活就业", "further_study": "升学",
    "seeking": "待就业", "not_seeking": "暂不就业", "unknown": "去向未知",
}  # fmt: skip


def seed(name: str) -> list[dict[str, str]]:
    """The rows of one seed; its folder is looked for."""
    (path,) = SEEDS.rglob(f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def markdown(header: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    """A Markdown table; None and nothing are empty cells."""
    header = list(header)
    lines = [header, ["---"] * len(header), *rows]
    return [f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines]


def _cell(cell: object) -> str:
    return "" if cell is None else str(cell).replace("|", "\\|").replace("\n", " ")


def _pick(language: str, english: list[str], chinese: list[str]) -> list[str]:
    return english if language == "en" else chinese


def destination_codes(language: str) -> list[str]:
    header = _pick(
        language,
        ["code", "label", "English", "outcome", "category", "counts as", "by an employer", "note"],
        ["代码", "名称", "英文", "大类", "类别", "归入", "单位就业", "说明"],
    )
    rows = [
        [
            row["code"], row["label_zh"], row["label_en"], row["outcome"],
            row["category"] if language == "en" else _CATEGORY_ZH[row["category"]],
            row["parent_code"], "✓" if row["is_by_employer"] == "true" else "", row["note"],
        ]
        for row in seed("code_destination")
    ]  # fmt: skip
    return markdown(header, rows)


def rate_versions(language: str) -> list[str]:
    header = _pick(
        language,
        ["version", "official for class years", "source", "how well it is known"],
        ["版本", "适用届别", "依据", "来源说明"],
    )
    never, until, since = _pick(
        language, ["never", "up to {}", "{} on"], ["不作官方口径", "{} 届及以前", "{} 届起"]
    )

    def years(row: dict[str, str]) -> str:
        first, last = row["from_year"], row["to_year"]
        if not (first and last):
            return since.format(first) if first else until.format(last) if last else never
        return first if first == last else f"{first}-{last}"

    source = _pick(language, "source_en", "source")
    rows = [[f"`{r['rate_version']}`", years(r), r[source], r["note"]] for r in seed("rate_version")]
    return markdown(header, rows)


def rate_formulas(language: str) -> list[str]:
    header = _pick(language, ["version", "measure", "name", "formula"], ["版本", "指标", "名称", "公式"])
    numerators: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in seed("rate_matrix"):
        numerators[row["rate_version"], row["measure"]].add(row["destination_code"])
    bases: dict[str, set[str]] = defaultdict(set)
    for row in seed("rate_base"):
        bases[row["base"]].add(row["destination_code"])
    rows = []
    for row in seed("rate_measure"):
        base = bases[row["base"]]
        numerator = numerators[row["rate_version"], row["measure"]] & base
        formula = f"{_sum(numerator, language)} / {_sum(base, language)}"
        rows.append([f"`{row['rate_version']}`", f"`{row['measure']}`", row["label_zh"], formula])
    return markdown(header, rows)


def _sum(codes: set[str], language: str) -> str:
    """So many graduates: by category where a whole one is in it, as what is missing where that is shorter."""
    categories: dict[str, list[str]] = defaultdict(list)
    for row in seed("code_destination"):
        if row["code"] == row["parent_code"]:
            categories[row["category"]].append(row["code"])

    def terms(chosen: set[str]) -> list[str]:
        words: list[str] = []
        for category, members in categories.items():
            if set(members) <= chosen:
                words.append(f"n({category if language == 'en' else _CATEGORY_ZH[category]})")
            else:
                words += [f"n({code})" for code in members if code in chosen]
        return words

    everybody = {code for members in categories.values() for code in members}
    inside, outside = terms(codes), terms(everybody - codes)
    if not outside:
        return "N"
    if len(outside) < min(len(inside), 3):
        return f"(N - {' - '.join(outside)})"
    return f"({' + '.join(inside)})" if len(inside) > 1 else inside[0]


def box_rules(language: str) -> list[str]:
    header = _pick(
        language,
        ["points of the scale", "rule", "satisfied from score"],
        ["量表级数", "口径", "满意起始分值"],
    )
    rows = [
        [f"{points} (0-10)" if points == 11 else points, f"`{name}`", f"{score:g}"]
        for points, rules in DEFAULT_BOX_RULES.items()
        for name, score in rules.items()
    ]
    return markdown(header, rows)


def disclosure_profiles(language: str) -> list[str]:
    header = _pick(
        language,
        ["profile", "cells hidden on a base below", "counts hidden, and complements", "counts rounded to",
         "percentages hidden on a base below", "averages hidden on a base below"],
        ["方案", "基数低于此值隐藏", "隐藏的计数及其补数", "计数取整单位", "基数低于此值隐藏百分比",
         "基数低于此值隐藏平均数"],
    )  # fmt: skip
    rows = [
        [f"`{name}`", p.min_base, ", ".join(map(str, p.small_counts)), p.round_to, p.min_rate_base,
         p.min_average_base]
        for name, p in PROFILES.items()
    ]  # fmt: skip
    return markdown(header, rows)


TABLES: dict[str, Callable[[str], list[str]]] = {
    table.__name__: table
    for table in (destination_codes, rate_versions, rate_formulas, box_rules, disclosure_profiles)
}
