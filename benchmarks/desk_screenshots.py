"""The pictures of `docs/desk.md`, from the demo: `python -m benchmarks.desk_screenshots`."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from rich.console import Console

from benchmarks.desk_browser import open_browser
from benchmarks.service import service

if TYPE_CHECKING:
    from playwright.sync_api import Page

OUT = Path(__file__).parents[1] / "docs" / "assets" / "desk"
WIDTH, HEIGHT = 1280, 800
REVIEWS = {
    "empty-chair": ("uphold", "The facts show it"),
    "price-cut-germany": ("uphold", "The facts show it"),
    "repeat-offender": ("uphold", "The quote is clear"),
    "unknown-creator": ("overturn", "It was a joke between friends"),
}
LABELLED: dict[str, list[str]] = {"turmeric": ["HLT-2.1"], "clear-pass": []}
"""Cases without a review whose right answer a lead names."""
TO_LABEL = "unknown-creator"
APPEALED = "repeat-offender"
STATEMENT = "The link went to the shop of this app. I only said that I also make teapots for fairs."
WAITS = 100  # tenths of a second, for the second decision of the appeal


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, service(Path(folder), "--demo") as (port, _, _):
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            addresses = dict(_prepare(client))
        with open_browser() as browser:
            page = browser.new_page(base_url=f"http://127.0.0.1:{port}", viewport={"width": WIDTH, "height": HEIGHT})
            for name, address in addresses.items():
                _take(page, name, address)
    Console().print(f"{OUT}: {len(addresses)} pictures", soft_wrap=True)


def _take(page: "Page", name: str, address: str) -> None:
    """Raises RuntimeError if the page does not open."""
    answer = page.goto(address)
    if answer is None or not answer.ok:
        raise RuntimeError(f"{address} does not open")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=OUT / f"{name}.png")


def _prepare(client: httpx.Client) -> Iterator[tuple[str, str]]:
    """Some cases are reviewed and one is appealed. Yields the name and address of each page."""
    found = client.get("/v1/decisions?limit=50").raise_for_status().json()["items"]
    ids = {decision["case_id"]: decision["decision_id"] for decision in found}
    for case_id, (action, reason) in REVIEWS.items():
        body = {"action": action, "reason": reason}
        client.post(f"/v1/decisions/{ids[case_id]}/reviews", json=body).raise_for_status()
    appeal = client.post(f"/v1/decisions/{ids[APPEALED]}/appeals", json={"statement": STATEMENT})
    appeal_id = appeal.raise_for_status().json()["appeal_id"]
    _wait_for_second_decision(client, f"/v1/decisions/{ids[APPEALED]}/appeals/{appeal_id}")
    yield "queue", "/desk/queue"
    yield "job", f"/desk/decisions/{ids['turmeric']}"
    yield "appeal", f"/desk/appeals/{appeal_id}"
    yield "policies", "/desk/policies"
    yield "today", "/desk/today"
    _keep_golden_set(client, ids)
    yield "quality", "/desk/quality"
    yield "preferences", "/desk/preferences"


def _keep_golden_set(client: httpx.Client, ids: dict[str, str]) -> None:
    """Of the reviewed and labelled cases but one, which is left to label."""
    for case_id in (*REVIEWS, *LABELLED):
        if case_id != TO_LABEL:
            body = {"reason": "Two leads agree.", "violated": LABELLED.get(case_id)}
            client.put(f"/v1/quality/golden/{ids[case_id]}", json=body).raise_for_status()


def _wait_for_second_decision(client: httpx.Client, address: str) -> dict[str, Any]:
    for _ in range(WAITS):
        appeal: dict[str, Any] = client.get(address).raise_for_status().json()
        if appeal["status"] != "open":
            return appeal
        time.sleep(0.1)
    raise RuntimeError("the appealed case is not decided again")


if __name__ == "__main__":
    main()
