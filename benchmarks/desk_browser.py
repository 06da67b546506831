"""The time from the key of a moderator to the next job on the screen, in Chromium."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REVIEWS = 20  # at each pace
PACES = {"read for 1.5 s": 1.5, "without reading": 0.0}  # seconds; a person takes minutes
NAMES = ("chromium", "chromium-browser", "google-chrome")
WATCH = """() => {
  window.shownAfter = [];
  if (window.watched) return;
  window.watched = true;
  addEventListener("keydown", (event) => {
    if (event.key !== "1") return;
    const pressed = performance.now(), before = document.querySelector("main");
    const look = () => {
      if (document.querySelector("main") === before) return requestAnimationFrame(look);
      requestAnimationFrame(() => setTimeout(() => window.shownAfter.push(performance.now() - pressed)));
    };
    requestAnimationFrame(look);
  }, true);
}"""


@contextmanager
def open_browser() -> Iterator["Browser"]:
    """Raises RuntimeError without Chromium."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        raise RuntimeError("there is no Chromium here: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def key_to_next_job(port: int, key: str) -> Iterator[str]:
    """Median and 95th percentile, each until the frame after the one that has the next job. It was taken ahead of time,
    if the person read for a moment."""
    with open_browser() as browser:
        page = browser.new_page(base_url=f"http://127.0.0.1:{port}")
        page.goto("/desk/queue")
        page.fill("#key", key)
        page.keyboard.press("Enter")
        page.wait_for_selector(".queue")
        page.keyboard.press("Enter")
        page.wait_for_selector(".job-page")
        for pace, seconds in PACES.items():
            times = _review(page, seconds)
            p95 = quantiles(times, n=20)[-1]
            yield f"key to next job, {pace}: p50 {median(times):.0f} ms, p95 {p95:.0f} ms, {len(times)} reviews"


def _review(page: "Page", seconds: float) -> list[float]:
    """Milliseconds for each review."""
    page.evaluate(WATCH)
    for done in range(REVIEWS):
        time.sleep(seconds)
        page.keyboard.press("o" if "needs review" in page.inner_text("h1") else "u")
        page.keyboard.press("1")
        page.wait_for_function("n => window.shownAfter.length > n", arg=done)
    times: list[float] = page.evaluate("window.shownAfter")
    return times
