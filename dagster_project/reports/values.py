"""A value that knows the rows it comes from: the only way a number gets into the report.

`Value` carries the text that is shown and the cells behind it. Made from a mart's cell by `marts.Row`, from
other values by `difference` (with its sign: `signed`), `total` and `number_of`, from a setting by `setting`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
# count: persons or things; share: 0..1, shown as per cent; points: difference of two shares, shown as
# percentage points without its sign (the words say up or down); amount: yuan; score: mean of a scale; text: a
# name or label.
Kind = Literal["count", "share", "points", "amount", "score", "date", "year", "text"]
NONE = "–"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A cell: `figure` is the id of a mart's row as `gradmart explain` takes it, or the name of a setting."""

    figure: str
    column: str


@dataclass(frozen=True)
class Value:
    """What is shown (`text`), what it is (`raw`, `kind`), and the cells it is made from.

    `withheld`: disclosure control has hidden it; then `raw` is None and `text` is its symbol in brackets.
    """

    text: str
    raw: int | float | str | date | None
    kind: Kind
    sources: tuple[Source, ...]
    withheld: bool = False

    @property
    def is_missing(self) -> bool:
        return self.raw is None


def bound(raw: object, kind: Kind, lang: Lang, sources: Iterable[Source]) -> Value:
    """A value that is not withheld; `raw` may be None: then there is none, which is shown as a dash."""
    plain = float(raw) if isinstance(raw, Decimal) else raw
    return Value(shown(plain, kind, lang), plain, kind, tuple(sources))


def withheld(symbol: str | None, kind: Kind, sources: Iterable[Source]) -> Value:
    """A value that disclosure control has hidden."""
    return Value(f"[{symbol or 'c'}]", None, kind, tuple(sources), withheld=True)


def setting(name: str, raw: int | float | str, kind: Kind, lang: Lang) -> Value:
    """A value of the configuration, such as a threshold."""
    return bound(raw, kind, lang, [Source("institution.yml", name)])


def difference(now: Value, before: Value, lang: Lang) -> Value:
    """`now` minus `before`; of shares in percentage points. Its text has no sign, `raw` has.

    Shares are taken as they are shown, so that whoever subtracts what is printed gets what is printed.
    """
    kind: Kind = "points" if now.kind == "share" else now.kind
    sources = (*now.sources, *before.sources)
    if now.withheld or before.withheld:
        return withheld("c", kind, sources)
    if now.is_missing or before.is_missing:
        return bound(None, kind, lang, sources)
    raw = _printed(now) - _printed(before)
    return replace(bound(raw, kind, lang, sources), text=shown(abs(raw), kind, lang))


def signed(moved: Value) -> Value:
    """A `difference` as a table shows it: with its sign, unless it is shown as naught."""
    if moved.is_missing or not any(digit in moved.text for digit in "123456789"):
        return moved
    return replace(moved, text=f"{'+' if moved.raw > 0 else '−'}{moved.text}")


def _printed(value: Value) -> int | float:
    return round(value.raw, 4) if value.kind == "share" else value.raw


def total(values: Sequence[Value], lang: Lang) -> Value:
    """The sum of counts or shares; withheld when one of them is."""
    sources = tuple(source for value in values for source in value.sources)
    kind: Kind = values[0].kind if values else "count"
    if any(value.withheld for value in values):
        return withheld("c", kind, sources)
    return bound(sum(value.raw for value in values if not value.is_missing), kind, lang, sources)


def number_of(values: Sequence[Value], lang: Lang, among: Sequence[Value] = ()) -> Value:
    """How many rows there are, bound to all of them; when there is none, to those looked `among`."""
    return bound(
        len(values), "count", lang, [source for value in values or among for source in value.sources]
    )


def shown(raw: object, kind: Kind, lang: Lang) -> str:
    """The text of a value in a language: 7,954; 90.66%; 2020年8月31日."""
    if raw is None:
        return NONE
    if kind in ("text", "year"):
        return str(raw)
    if kind == "date":
        return f"{raw.year}年{raw.month}月{raw.day}日" if lang == "zh" else _english(raw)
    if kind == "share":
        return f"{raw:.2%}"
    if kind == "points":
        return f"{raw * 100:.2f}"
    if kind == "score":
        return f"{raw:.2f}"
    if kind == "amount":
        return f"{raw:,.0f}元" if lang == "zh" else f"CNY {raw:,.0f}"
    return f"{raw:,.0f}" if float(raw).is_integer() else f"{raw:,.1f}"


def _english(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
