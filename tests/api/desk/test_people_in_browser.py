"""Two moderators on one queue, each in a browser of their own; and content that is long, or written from the right."""

import signal
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from domain.access import Role
from store.decisions import open_store
from tests.api.conftest import CURE, make_case
from tests.api.desk.chromium import (
    chromium_path,
    open_browser,
    open_page,
    press,
    start_reviewing,
    title,
    wait_for_next,
    wait_for_notice,
    wait_for_page,
)
from tests.api.processes import ServiceProcess, service_processes

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow
JOBS, RELOAD_AFTER, KILL_AFTER = 40, 10, 20  # reviews
DONE = "No more jobs for you"
ARABIC = "شربت هذا الشاي كل يوم واختفى مرض السكري خلال أسبوعين، والطبيب لم يصدق ذلك"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceProcess]:
    chromium_path()
    with service_processes("sqlite", tmp_path) as (process,):
        process.start()
        log = Path(process.environment["CLAUSEWISE_DATA_DIR"]) / f"{process.port}.log"
        assert "Nothing is decided yet" in log.read_text(encoding="utf-8")
        yield process


def decide(service: ServiceProcess, text: str, number: int = 0) -> str:
    """Its fact makes it no copy of another one."""
    case = make_case(text, f"case-{number}", creator_id=f"cr_{number}", facts={"serial": number})
    decision_id: str = service.client.post("/v1/decisions", json=case).raise_for_status().json()["decision_id"]
    return decision_id


def new_keys(service: ServiceProcess, *names: str) -> list[str]:
    path = Path(service.environment["CLAUSEWISE_DATA_DIR"]) / "clausewise.db"
    with open_store(f"sqlite:///{path}") as store, store.database.transaction() as session:
        scopes, now = Role.MODERATOR.scopes, datetime.now(UTC)
        return [store.api_keys.create(session, name, scopes, now)[0] for name in names]


def sign_in(page: "Page", key: str) -> None:
    page.goto("/desk/queue")
    page.fill("#key", key)
    page.keyboard.press("Enter")
    wait_for_page(page, ".queue")


def review_one(page: "Page") -> None:
    before = title(page)
    press(page, "u", "1")
    wait_for_next(page, before)


def review_while_the_service_is_dead(page: "Page", service: ServiceProcess) -> None:
    """It is killed before the key, and comes back before the person tries again."""
    before = title(page)
    service.stop(signal.SIGKILL)
    press(page, "u", "1")
    wait_for_notice(page, "Nothing was lost")
    service.start()
    back = page.locator("#notice button:has-text('Back to that job')")
    if back.count():
        back.click()
    assert title(page) == before
    page.wait_for_selector("details.action[open]")
    press(page, "1")
    wait_for_notice(page, "Reviewed: violation")


def review_all(people: "tuple[Page, Page]", service: ServiceProcess) -> None:
    """In turns. In the middle one loads the page again, and the service is killed."""
    done = 0
    while any(title(page) != DONE for page in people):
        for page in people:
            if done == RELOAD_AFTER:
                page.reload()
            if done == KILL_AFTER:
                review_while_the_service_is_dead(page, service)
            elif title(page) != DONE:
                review_one(page)
            done += 1
    for page in people:
        page.wait_for_load_state("networkidle")


def test_two_moderators_share_a_queue(service: ServiceProcess) -> None:
    """No job twice, and no review lost."""
    decisions = [decide(service, CURE, number) for number in range(JOBS)]
    *keys, reader = new_keys(service, "ana", "ben", "reader")
    service.client.headers["Authorization"] = f"Bearer {reader}"
    with open_browser() as browser, open_page(browser, service.port) as ana, open_page(browser, service.port) as ben:
        for page, key in zip((ana, ben), keys, strict=True):
            sign_in(page, key)
            start_reviewing(page)
        assert title(ana) != title(ben)
        review_all((ana, ben), service)
    reviewers = Counter[str]()
    for decision_id in decisions:
        reviews = service.client.get(f"/v1/decisions/{decision_id}/reviews").json()["items"]
        assert [review["outcome"] for review in reviews] == ["violation"], decision_id
        reviewers[reviews[0]["reviewer"]] += 1
    assert set(reviewers) == {"ana", "ben"}
    assert min(reviewers.values()) >= JOBS // 3
    assert service.client.get("/v1/jobs").json()["items"] == []


@pytest.mark.parametrize("width", [400, 1280])
def test_text_from_the_right_and_a_long_transcript(service: ServiceProcess, width: int) -> None:
    filler = "We wash the pots and the pans and the spoons of the house. " * 1_690
    for number, text in enumerate((ARABIC, f"{filler}{CURE}. {filler}"[:200_000])):
        decide(service, text, number)
    with open_browser() as browser, open_page(browser, service.port, width) as page:
        page.goto("/desk/queue?creator_id=cr_0")
        page.click(".row-link")
        wait_for_page(page, ".job-page")
        assert page.evaluate("getComputedStyle(document.querySelector('.content .text')).direction") == "rtl"
        assert page.evaluate("getComputedStyle(document.querySelector('.facts-line')).direction") == "ltr"
        page.goto("/desk/queue?creator_id=cr_1")
        page.click(".row-link")
        wait_for_page(page, ".job-page mark")
        assert "199," in page.inner_text(".content h3") or "200,000" in page.inner_text(".content h3")
        wide = page.evaluate(
            """width => [...document.querySelectorAll("body *")]
            .filter(e => e.getBoundingClientRect().right > width + 1).map(e => e.outerHTML.slice(0, 160))""",
            width,
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width, wide[:8]
        press(page, "o", "1")
        wait_for_notice(page, "Reviewed: no violation")
