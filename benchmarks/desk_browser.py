"""The time from the key of a moderator to the next job on the screen, in Chromium."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REVIEWS, THINK_SECONDS = 30, 1.5  # faster than a person reads, and slow enough that the next job was taken
NAMES = ("chromium", "chromium-browser", "google-chrome")
WATCH = """() => {
  addEventListener("keydown", (event) => {
    if (event.key !== "1") return;
    const pressed = performance.now(), before = document.querySelector("main");
    const look = () => {
      if (document.querySelector("main") === before) return requestAnimationFrame(look);
      requestAnimationFrame(() => setTimeout(() => window.shownAfter.push(performance.now() - pressed)));
    };
    requestAnimationFrame(look);
  }, true);
  window.shownAfter = [];
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


def key_to_next_job(port: int, key: str) -> str:
    """Median and 95th percentile, each until the frame after the one that has the next job."""
    with open_browser() as browser:
        page = browser.new_page(base_url=f"http://127.0.0.1:{port}")
        page.goto("/desk/queue")
        page.fill("#key", key)
        page.keyboard.press("Enter")
        page.wait_for_selector(".queue")
        page.keyboard.press("Enter")
        page.wait_for_selector(".job-page")
        page.evaluate(WATCH)
        for _ in range(REVIEWS):
            time.sleep(THINK_SECONDS)
            before = page.evaluate("window.shownAfter.length")
            page.keyboard.press("o" if "needs review" in page.inner_text("h1") else "u")
            page.keyboard.press("1")
            page.wait_for_function("n => window.shownAfter.length > n", arg=before)
        times = page.evaluate("window.shownAfter")
    return f"key to next job, {len(times)} reviews: p50 {median(times):.0f} ms, p95 {quantiles(times, n=20)[-1]:.0f} ms"
