"""The findings of a gate as one static page that opens offline.

Great Expectations' own data docs are not used: their pages load styles and scripts from foreign hosts
and list sample values. This page is made of `CheckResult`s, which hold no row value to begin with.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from dagster_project.quality.results import CheckResult, GateResult

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top; }
.failed { background: #fbe3e1; } .warned { background: #fdf3d4; }
"""


def write_docs(results: dict[str, GateResult], target: Path) -> Path:
    """Write `index.html` with every check of these gates (title -> result) into `target`; returns its path.

    The same results give the same bytes.
    """
    sections = "".join(_section(title, result) for title, result in results.items())
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Quality gates</title>'
        f"<style>{STYLE}</style></head><body><h1>Quality gates</h1>{sections}</body></html>\n"
    )
    target.mkdir(parents=True, exist_ok=True)
    index = target / "index.html"
    index.write_text(page, encoding="utf-8")
    return index


def _section(title: str, result: GateResult) -> str:
    verdict = "stopped publishing" if result.failures else "passed"
    head = "<tr><th>Table</th><th>Check</th><th>Verdict</th><th>Finding</th></tr>"
    rows = "".join(_row(check) for check in sorted(result.checks, key=lambda check: check.passed))
    return (
        f"<h2>{escape(title)}: {verdict}</h2><p>{len(result.checks)} checks, {len(result.failures)} failed, "
        f"{len(result.warnings)} warnings, {len(result.refusals)} deliveries refused.</p>"
        f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
    )


def _row(check: CheckResult) -> str:
    verdict = "passed" if check.passed else {"error": "failed", "warn": "warned"}[check.severity]
    cells = (".".join(check.asset_key), check.name, verdict, check.summary)
    return f'<tr class="{verdict}">' + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
