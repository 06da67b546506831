"""The appeals, the policies, the trial of a draft and today in a real browser: by keyboard, narrow, dark, axe-core."""

from time import sleep
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.api.conftest import CURE, make_case
from tests.api.desk.chromium import check_page, wait_for_page
from tests.api.processes import ServiceProcess

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
HOSTILE = f"<script>document.title='taken'</script> \u202eunfair {'W' * 400} مرحبا"
MUG = "the mug is blue and lovely to hold"


def open_page(browser: "Browser", process: ServiceProcess, **options: Any) -> "Page":
    return browser.new_context(base_url=f"http://127.0.0.1:{process.port}", **options).new_page()


def appeal(process: ServiceProcess, statement: str = "I warned of it.") -> tuple[str, str]:
    """The ids of a new decision and its appeal, once it waits for a person."""
    decision = process.client.post("/v1/decisions", json=make_case(CURE)).raise_for_status().json()
    address = f"/v1/decisions/{decision['decision_id']}/appeals"
    made = process.client.post(address, json={"statement": statement}).raise_for_status().json()
    for _ in range(600):
        if process.client.get(f"{address}/{made['appeal_id']}").json()["status"] == "re_reviewed":
            return decision["decision_id"], made["appeal_id"]
        sleep(0.05)
    raise AssertionError("the appeal gets no second decision")


def test_appeal_is_closed_and_undone_by_keyboard(browser: "Browser", process: ServiceProcess) -> None:
    decision_id, _ = appeal(process)
    page = open_page(browser, process)
    page.goto("/desk/appeals")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    wait_for_page(page, ".appeal-page")
    page.keyboard.press("o")
    assert "you were right" in page.inner_text("details[open] .letter .subject")
    page.keyboard.press("w")
    page.keyboard.type("She warns of it.")
    page.reload()
    assert page.locator("details[open] textarea").input_value() == "She warns of it."
    page.keyboard.press("w")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk/reviews/*")
    page.keyboard.press("z")
    wait_for_page(page, ".appeal-page")
    (review,) = process.client.get(f"/v1/decisions/{decision_id}/reviews").json()["items"]
    assert review["reason"] == "She warns of it."
    assert review["undone_at"]


def test_draft_is_tried_by_keyboard_and_comes_back(browser: "Browser", process: ServiceProcess) -> None:
    page = open_page(browser, process)
    page.goto("/desk/policies/try?clause=CLM-1")
    draft = page.locator("textarea[name=draft]")
    draft.fill(draft.input_value().replace("### Violating examples\n", f"### Violating examples\n\n- {MUG}\n"))
    page.fill("textarea[name=text]", MUG)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".compared .differs")
    page.goto("/desk/policies/try")
    assert page.locator("textarea[name=text]").input_value() == MUG
    assert MUG in page.locator("textarea[name=draft]").input_value()


def quality(process: ServiceProcess) -> str:
    """The address of the page with a case in the golden set and one to label."""
    for number in range(2):
        case = make_case(CURE, f"{HOSTILE[:200]} {number}", facts={"serial": number})
        made = process.client.post("/v1/decisions", json=case).raise_for_status()
        decision_id = made.json()["decision_id"]
        body = {"action": "overturn", "reason": HOSTILE}
        process.client.post(f"/v1/decisions/{decision_id}/reviews", json=body).raise_for_status()
    added = {"violated": ["CLM-1"], "reason": HOSTILE}
    process.client.put(f"/v1/quality/golden/{decision_id}", json=added).raise_for_status()
    return f"quality?added={decision_id}"


def test_case_is_put_into_the_golden_set_with_one_key(browser: "Browser", process: ServiceProcess) -> None:
    quality(process)
    page = open_page(browser, process)
    page.goto("/desk/quality")
    page.keyboard.press("j")
    page.keyboard.press("1")
    wait_for_page(page, ".added")
    added = process.client.get("/v1/quality/golden").json()["items"]
    assert [case["outcome"] for case in added] == ["no_violation", "violation"]
    assert page.locator("[data-choices]").count() == 0
    page.keyboard.press("z")
    wait_for_page(page, "[data-choices]")
    assert len(process.client.get("/v1/quality/golden").json()["items"]) == 1


@pytest.mark.parametrize(("width", "scheme"), [(400, "light"), (640, "dark"), (1280, "light"), (1280, "dark")])
def test_pages_fit_and_axe_finds_no_serious_violation(
    browser: "Browser", process: ServiceProcess, width: int, scheme: Literal["light", "dark"]
) -> None:
    decision_id, appeal_id = appeal(process, HOSTILE)
    size = {"width": width, "height": 900}
    page = open_page(browser, process, viewport=size, bypass_csp=True, color_scheme=scheme)
    addresses = ("appeals", f"appeals/{appeal_id}", "policies", "policies/clauses/CLM-1", "policies/problems")
    others = ("policies/changes?before=2025-06-01", "policies/try?clause=CLM-1", "today", quality(process))
    letter = f"letters/msg_{decision_id.removeprefix('dec_')}"
    for address in (*addresses, *others, letter):
        page.goto(f"/desk/{address}")
        if address.startswith("appeals/"):
            page.keyboard.press("u")
        check_page(page, address)
    page.context.close()
