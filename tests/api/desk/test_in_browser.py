"""The desk in a real browser: a morning by keyboard alone, undo, lost pages, narrow and dark screens, axe-core."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import httpx
import pytest

from tests.api.conftest import CURE, make_case
from tests.api.desk.chromium import check_page, press, start_reviewing, title, wait_for_next, wait_for_notice
from tests.api.desk.test_queue_page import THAI
from tests.api.processes import ServiceProcess

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.slow
TEXTS = (
    CURE,
    "one spoon of this honey heals cancer, doctors hide it",
    "message me on the other app and pay by transfer, it is cheaper",
    THAI,
)
HOSTILE = f"{CURE} <script>document.title='taken'</script> \u202e{'W' * 3_000} مرحبا"


@pytest.fixture
def page(browser: "Browser", process: ServiceProcess) -> Iterator["Page"]:
    context = browser.new_context(base_url=f"http://127.0.0.1:{process.port}")
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert [problem for problem in problems if "Failed to load resource" not in problem] == []


def decide_all(client: httpx.Client, texts: tuple[str, ...] = TEXTS) -> list[str]:
    cases = [make_case(text, f"case-{number}", creator_id=f"cr_{number}") for number, text in enumerate(texts)]
    return [client.post("/v1/decisions", json=case).raise_for_status().json()["decision_id"] for case in cases]


def test_a_morning_by_keyboard(page: "Page", process: ServiceProcess) -> None:
    decisions = decide_all(process.client)
    start_reviewing(page)
    for _ in decisions:
        before = title(page)
        key = "o" if "needs review" in before else "u"
        page.keyboard.press(key)
        page.keyboard.press("1")
        wait_for_next(page, before)
        wait_for_notice(page, "Reviewed")
    assert title(page) == "No more jobs for you"
    for decision_id in decisions:
        (review,) = process.client.get(f"/v1/decisions/{decision_id}/reviews").json()["items"]
        assert review["reviewer"] == "local user"


def test_undo_brings_the_job_back(page: "Page", process: ServiceProcess) -> None:
    (decision_id,) = decide_all(process.client, (CURE,))
    start_reviewing(page)
    page.keyboard.press("o")
    page.keyboard.press("2")
    wait_for_notice(page, "Reviewed: no violation")
    page.keyboard.press("z")
    wait_for_notice(page, "Undone")
    assert "case-0" in title(page)
    (review,) = process.client.get(f"/v1/decisions/{decision_id}/reviews").json()["items"]
    assert review["undone_at"]


def test_amendment_by_keyboard(page: "Page", process: ServiceProcess) -> None:
    (decision_id,) = decide_all(process.client, (THAI,))
    page.goto(f"/desk/decisions/{decision_id}")
    page.keyboard.press("u")
    page.keyboard.press("Enter")
    wait_for_notice(page, "Choose the violated clauses first")
    page.click("details.action[open] .choice summary")
    page.check('details.action[open] input[value="OFF-1"]')
    page.keyboard.press("Enter")
    wait_for_notice(page, "Reviewed: violation (OFF-1)")


def test_typed_words_survive_a_lost_page_and_a_killed_server(page: "Page", process: ServiceProcess) -> None:
    (decision_id,) = decide_all(process.client, (CURE,))
    page.goto(f"/desk/decisions/{decision_id}")
    page.keyboard.press("o")
    page.keyboard.press("w")
    page.keyboard.type("She warns, see 0:41")
    page.reload()
    words = page.locator("details.action[open] textarea")
    assert words.input_value() == "She warns, see 0:41"
    process.close()
    words.press("Control+Enter")
    wait_for_notice(page, "Nothing was lost")
    assert page.locator("details.action[open] textarea").input_value() == "She warns, see 0:41"
    del process.client
    process.start()
    page.locator("details.action[open] textarea").press("Control+Enter")
    wait_for_notice(page, "Reviewed: no violation")


def test_job_does_not_come_again_while_its_review_is_on_its_way(page: "Page", process: ServiceProcess) -> None:
    decide_all(process.client, TEXTS[:2])
    start_reviewing(page)
    page.wait_for_load_state("networkidle")  # the second job is ready
    before, late = title(page), list["Route"]()

    def delay(route: "Route") -> None:
        late.append(route)

    page.route(f"**/desk/jobs/{page.get_attribute('main', 'data-job')}/review", delay)
    press(page, "o", "1")
    wait_for_next(page, before)
    with page.expect_response("**/desk/queue/next"):
        press(page, "o", "1")
    assert len(late) == 1
    late[0].continue_()
    page.wait_for_selector("h1:has-text('No more jobs for you')")


def test_conflict_leads_back_with_what_was_typed(page: "Page", process: ServiceProcess) -> None:
    decide_all(process.client, TEXTS[:2])
    start_reviewing(page)
    page.wait_for_load_state("networkidle")
    decision_id = page.get_attribute("main", "data-decision")
    before = title(page)
    body = {"action": "overturn", "reason": "decided elsewhere"}
    process.client.post(f"/v1/decisions/{decision_id}/reviews", json=body).raise_for_status()
    page.keyboard.press("o")
    page.keyboard.press("w")
    page.keyboard.type("my own words")
    page.keyboard.press("Control+Enter")
    wait_for_notice(page, "Not saved")
    after = title(page)
    page.click("#notice button:has-text('Back to that job')")
    wait_for_next(page, after)
    assert title(page) == before
    assert page.locator("details.action[open] textarea").input_value() == "my own words"


def test_letter_that_was_edited_meanwhile_is_read_before_it_is_released(page: "Page", process: ServiceProcess) -> None:
    (decision_id,) = decide_all(process.client, (CURE,))
    page.goto(f"/desk/decisions/{decision_id}")
    letter = f"/v1/education-messages/msg_{decision_id.removeprefix('dec_')}"
    version = {"If-Match": process.client.get(letter).headers["ETag"]}
    process.client.post(f"{letter}/edit", json={"steps": ["Take it out."]}, headers=version).raise_for_status()
    page.keyboard.press("u")
    page.keyboard.press("w")
    page.keyboard.type("my own words")
    page.keyboard.press("Control+Enter")
    wait_for_notice(page, "edited the letter")
    assert process.client.get(f"/v1/decisions/{decision_id}/reviews").json()["items"] == []
    assert page.inner_text(".letter li") == "Take it out."
    words = page.locator("details.action[open] textarea")
    assert words.input_value() == "my own words"
    words.press("Control+Enter")
    wait_for_notice(page, "Reviewed: violation")
    assert process.client.get(letter).json()["steps"] == ["Take it out."]


@pytest.mark.parametrize(("width", "scheme"), [(400, "light"), (640, "dark"), (1280, "light"), (1280, "dark")])
def test_pages_fit_and_axe_finds_no_serious_violation(
    browser: "Browser", process: ServiceProcess, width: int, scheme: Literal["light", "dark"]
) -> None:
    """640 pixels are 1280 at 200 %."""
    decide_all(process.client, (HOSTILE, THAI))
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{process.port}",
        viewport={"width": width, "height": 900},
        bypass_csp=True,
        color_scheme=scheme,
    )
    page = context.new_page()
    page.goto("/desk/queue")
    addresses = [link.get_attribute("href") or "" for link in page.query_selector_all(".row-link")]
    assert len(addresses) == 2
    for address in ("/desk/queue", *addresses, "/desk/policies", "/desk/preferences", "/desk/sign-in", "/desk/nowhere"):
        page.goto(address)
        if "/jobs/" in address:
            page.keyboard.press("u")
        check_page(page, address)
    context.close()


def test_nothing_is_loaded_from_elsewhere(page: "Page", process: ServiceProcess) -> None:
    (decision_id,) = decide_all(process.client, (HOSTILE,))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/desk/decisions/{decision_id}")
    page.keyboard.press("p")
    page.wait_for_selector(".policy-list")
    own = re.compile(rf"http://127\.0\.0\.1:{process.port}/desk/|data:,")
    assert [url for url in asked if not own.match(url)] == []
