"""The report as one page that needs nothing else: style, drawings, code and data stand in the file.

Without JavaScript it is whole; with it, charts and numbers answer. A policy in the page's head forbids any
request.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dagster_project.reports import style
from dagster_project.reports.pictures import Picture, Pictures
from dagster_project.reports.words import Words

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class _Drawn:
    """What the page shows of a chart; the specifications are JSON that cannot end its script element."""

    uri: str
    width: int
    height: int
    spec: Markup
    narrow: Markup


def html(report: Mapping[str, Any], drawn: Pictures) -> bytes:
    """The page of a plain document (see `plain`) and its drawn charts."""
    words = Words(report["edition"]["lang"]).group("page")
    page = _environment().get_template("report.html").render(
        report=report,
        words=words,
        drawn={key: asdict(_drawn(picture)) for key, picture in drawn.items()},
        printed=_printed(report),
        plain_text=_plain_text,
        static={
            "css": Markup(_tokens() + _read("report.css")),
            "js": Markup(_read("report.js")),
            "vega": Markup(page_code()),
            "words": _json(words),
        },
    )  # fmt: skip
    return page.encode()


def _drawn(picture: Picture) -> _Drawn:
    encoded = base64.b64encode(picture.svg.encode()).decode()
    width, height = picture.size
    return _Drawn(
        f"data:image/svg+xml;base64,{encoded}", width, height, _json(picture.spec), _json(picture.narrow)
    )


def _printed(report: Mapping[str, Any]) -> dict[str, str]:
    """Numbers of the tables that stand on the page, by their keys."""
    return {
        block["key"]: block["number"]
        for chapter in report["chapters"]
        for section in chapter["sections"]
        for block in section["blocks"]
        if block["kind"] == "table"
    }


def _plain_text(runs: Sequence[Any]) -> str:
    return "".join(run if isinstance(run, str) else run["text"] for run in runs)


def _json(data: Any) -> Markup:
    """JSON for a script element: no character in it can begin markup."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(_TEMPLATES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)


def _tokens() -> str:
    """The house style as the page's CSS variables."""
    named = {
        "ink": style.INK, "soft": style.INK_SOFT, "line": style.LINE, "paper": style.PAPER,
        "accent": style.ACCENT, "accent-soft": style.ACCENT_SOFT, "caution": style.CAUTION,
        "caution-soft": style.CAUTION_SOFT, "office": style.OFFICE, "office-soft": style.OFFICE_SOFT,
    }  # fmt: skip
    return ":root{" + ";".join(f"--{name}:{colour}" for name, colour in named.items()) + "}\n"


@cache
def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@cache
def page_code() -> str:
    """Vega with its embedding, as one script. Takes seconds to put together, so once a process."""
    import vl_convert

    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;").replace("</script", "<\\/script")
