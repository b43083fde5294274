"""The page in a browser: phone, tablet and desk, with JavaScript and without, and no request to anywhere."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from dagster_project.reports.html import html
from dagster_project.reports.pictures import pictures
from dagster_project.reports.plain import plain
from tests.unit.reports.sample import document, figure

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = (360, 768, 1280)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        if found is None and not Path(own).exists():
            pytest.skip("no chromium on this machine")
        started = playwright.chromium.launch(executable_path=found or own, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("page") / "report.html"
    made.write_bytes(html(plain(document("zh")), pictures(document("zh"))))
    return made


class Opened:
    """A page that is open, with what it asked for and what went wrong."""

    def __init__(self, browser: Browser, file: Path, width: int, *, script: bool) -> None:
        context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script)
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(file.as_uri())

    def scroll_through(self) -> None:
        """Bring every chart onto the screen and wait until it is drawn."""
        for one in self.page.locator("figure.chart").all():
            one.scroll_into_view_if_needed()
            one.locator(".live svg").wait_for()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("script", [True, False])
def test_nothing_is_fetched_nothing_fails_and_nothing_hangs_over_the_edge(browser, file, width, script):
    opened = Opened(browser, file, width, script=script)
    if script:
        opened.scroll_through()
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        assert opened.page.locator(".is-live").count() == 2
    else:
        # Without scripts the page cannot be asked for its width; its boxes can.
        for drawing in opened.page.locator("figure.chart .drawing").all():
            assert drawing.bounding_box()["width"] <= width
            assert drawing.locator("img").bounding_box()["height"] > 50
        assert opened.page.locator("main").bounding_box()["width"] <= width
        assert opened.page.locator(".views").first.is_hidden()
    assert opened.faults == []
    # The page itself and its own drawings; nothing else was asked for.
    assert [url for url in opened.asked if not url.startswith(("data:", file.as_uri()))] == []
    opened.page.context.close()


def test_a_chart_can_be_read_as_its_table_and_back(browser, file):
    opened = Opened(browser, file, 1280, script=True)
    opened.scroll_through()
    shared = opened.page.locator("figure.chart").first
    shared.locator("[data-view=table]").click()
    assert shared.locator(".drawing").is_hidden()
    assert "87.50%" in shared.locator(".panel table").inner_text()
    shared.locator("[data-view=chart]").click()
    assert shared.locator(".drawing").is_visible()
    assert shared.locator(".panel").is_hidden()
    opened.page.context.close()


def test_a_number_tells_by_keyboard_alone_where_it_comes_from(browser, file):
    opened = Opened(browser, file, 1280, script=True)
    page = opened.page
    # One stop for the whole table; the arrows walk from it: down to the next name, right to its count.
    page.locator("#table-sample-printed tbody .v").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    told = page.locator("dialog[open]").inner_text()
    assert f"gradmart explain {figure(101)}" in told
    assert "numerator" in told
    assert "87.50%" in told
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "95"
    assert page.locator("#table-sample-printed [tabindex='0'].v").count() == 1
    page.context.close()


def test_the_static_drawing_is_printed_and_the_controls_are_not(browser, file):
    opened = Opened(browser, file, 1280, script=True)
    opened.scroll_through()
    opened.page.emulate_media(media="print")
    first = opened.page.locator("figure.chart").first
    assert first.locator("img").is_visible()
    assert first.locator(".live").is_hidden()
    assert first.locator(".views").is_hidden()
    opened.page.context.close()
