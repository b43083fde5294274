"""The report's own words, in both languages side by side: `text/<chapter>.yml` and `text/terms.yml`.

A sentence is a template with named places, `{rate}`; whatever is a number comes through a place. A template
with a literal number in it is refused when the words are read, wherever it stands. `{count:major|majors}` is
no place for a number but a word that agrees with it: the first for one, else the second.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dagster_project.reports.model import Run, Runs
from dagster_project.reports.values import LANGS, Lang, Value
from dagster_project.settings.plain_yaml import parse

TEXTS = Path(__file__).parent / "text"
# Numbers in words that a narrative sentence may not hold either.
_SPELLED = re.compile(
    r"百分之|[一二三四五六七八九十百千万亿两]+(?:成|个百分点|人|所|家|名)|\bper cent of [a-z]+ (?:and|in)\b"
)


class Words:
    """Terms and sentences of one language, by key (`rates.overall`: the file, then the key in it)."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._texts = _read()

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def term(self, key: str) -> str:
        """A word or heading without places. KeyError with the key when there is none."""
        return self._texts[key][self.lang]

    def group(self, name: str) -> dict[str, str]:
        """All terms of one file, by their keys in it."""
        prefix = f"{name}."
        return {
            key.removeprefix(prefix): both[self.lang]
            for key, both in self._texts.items()
            if key.startswith(prefix)
        }

    def fill(self, key: str, values: Mapping[str, Run | Runs]) -> Runs:
        """The template with its places filled. KeyError when a place has no value, or a value no place."""
        runs: list[Run] = []
        template = self._texts[key][self.lang]
        named = places(template)
        if unknown := values.keys() - named:
            raise KeyError(f"{key} has no place for {', '.join(sorted(unknown))}")
        for text, place, agreeing, _ in string.Formatter().parse(template):
            if text:
                runs.append(text)
            if place is not None:
                given = values[place]
                if agreeing:
                    one, more = agreeing.split("|")
                    runs.append(one if isinstance(given, Value) and given.raw == 1 else more)
                else:
                    runs.extend(given if isinstance(given, tuple) else (given,))
        return tuple(self._said(run) for run in runs)

    def _said(self, run: Run) -> Run:
        """In a sentence, what is withheld is said in words and not by a symbol."""
        if isinstance(run, Value) and run.withheld:
            return Value(self.term("terms.withheld"), None, run.kind, run.sources, withheld=True)
        return run


def places(template: str) -> set[str]:
    """Names of the places in a template."""
    return {place for _, place, _, _ in string.Formatter().parse(template) if place is not None}


def literal_number(template: str) -> str | None:
    """The first number that is written into a template, in digits or in words; None when there is none."""
    for text, _, agreeing, _ in string.Formatter().parse(template):
        words = text + (agreeing or "")
        for character in words:
            if unicodedata.category(character) in ("Nd", "No", "Nl"):
                return character
        if spelled := _SPELLED.search(words):
            return spelled[0]
    return None


@cache
def _read() -> dict[str, dict[Lang, str]]:
    """All texts by key. ValueError with every text that has a number, lacks a language or a place in one."""
    texts = {
        f"{file.stem}.{key}": both
        for file in sorted(TEXTS.glob("*.yml"))
        for key, both in parse(file.read_text(encoding="utf-8")).items()
    }
    if mistakes := [f"{key}: {mistake}" for key, both in texts.items() for mistake in _mistakes(both)]:
        raise ValueError("The report's words have mistakes:\n  " + "\n  ".join(mistakes))
    return texts


def _mistakes(both: Mapping[str, str]) -> list[str]:
    if set(both) != set(LANGS):
        return [f"has the languages {sorted(both)} and not {sorted(LANGS)}"]
    found = [
        f"{lang}: {number!r} is a literal number"
        for lang, text in both.items()
        if (number := literal_number(text))
    ]
    if places(both["zh"]) != places(both["en"]):
        found.append("the languages have different places")
    return found
