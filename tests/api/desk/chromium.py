"""Debian's Chromium through Playwright, and what tests do and check in it."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium_path() -> str:
    """Skips the test where there is no Chromium or no Playwright."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    pytest.importorskip("playwright.sync_api", reason="no Playwright here: pip install -e '.[dev]'")
    return path


@contextmanager
def open_browser() -> Iterator["Browser"]:
    path = chromium_path()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def open_page(browser: "Browser", port: int, width: int = 1280) -> Iterator["Page"]:
    """A page of a person with cookies of their own. At the end: no script of it has failed."""
    context = browser.new_context(base_url=f"http://127.0.0.1:{port}", viewport={"width": width, "height": 900})
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert problems == []


def press(page: "Page", *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def title(page: "Page") -> str:
    return page.inner_text("h1")


def wait_for_next(page: "Page", before: str) -> None:
    page.wait_for_function("before => document.querySelector('h1').innerText !== before", arg=before)


def wait_for_page(page: "Page", holds: str) -> None:
    """The page with this selector, once its scripts have run: keys pressed earlier are lost."""
    page.wait_for_selector(f"html.js {holds}")


def wait_for_notice(page: "Page", words: str) -> None:
    page.wait_for_function("words => document.getElementById('notice').innerText.includes(words)", arg=words)


def start_reviewing(page: "Page") -> None:
    page.goto("/desk/queue")
    page.keyboard.press("Enter")
    wait_for_page(page, ".job-page")


def check_page(page: "Page", address: str) -> None:
    """The page is no wider than its window, runs no script of a post, and axe-core finds nothing serious in it. Its
    context bypasses the CSP."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    assert "taken" not in page.title()
    size = page.viewport_size
    assert size
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], address
    found = axe.run(page).response["violations"]
    serious = [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")]
    assert serious == [], (address, json.dumps(serious, indent=1))
