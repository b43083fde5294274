"""The pages in docs/ say what is tested today."""

from __future__ import annotations

import pytest

from tests.spec.cases import load
from tests.spec.methodology import COMMAND, ROOT, pages

PAGES = pages()


@pytest.mark.parametrize("page", PAGES)
def test_a_generated_page_is_up_to_date(page):
    path = ROOT / page
    current = path.read_text(encoding="utf-8") if path.exists() else ""
    assert current == PAGES[page], f"{page} is stale: run `{COMMAND}` and commit it"


def test_every_case_is_on_both_pages():
    for case in (case for chapter in load() for case in chapter.cases):
        assert f"### {case.title['en']}" in PAGES["docs/methodology.md"], case.name
        assert f"### {case.title['zh']}" in PAGES["docs/methodology.zh.md"], case.name


def test_the_formulas_are_those_of_the_notices():
    """Written out by hand, from the definitions of the notices."""
    page = PAGES["docs/methodology.md"]
    for formula in (
        "| `MOE-2021` | `contract_rate` | 协议和合同就业率 | n(contract) / N |",
        "| `MOE-2021` | `startup_rate` | 自主创业率 | n(startup) / N |",
        "| `MOE-2021` | `flexible_rate` | 灵活就业率 | n(flexible) / N |",
        "| `MOE-2024` | `freelance_rate` | 自由职业率 | n(76) / N |",
        "| `NACE` | `knowledge_rate` | 去向知晓率 | (N - n(unknown)) / N |",
    ):
        assert formula in page
    assert "come from\nquotations of the notices, not from the notices themselves" in page
