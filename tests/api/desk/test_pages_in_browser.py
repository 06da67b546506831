"""The appeals, the policies, the trial of a draft and today in a real browser: by keyboard, narrow, dark, axe-core."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.api.conftest import CURE, make_case
from tests.api.desk.chromium import chromium_path, open_browser
from tests.api.processes import ServiceProcess, service_processes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
HOSTILE = f"<script>document.title='taken'</script> \u202eunfair {'W' * 400} مرحبا"
MUG = "the mug is blue and lovely to hold"


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceProcess]:
    chromium_path()
    with service_processes("sqlite", tmp_path) as (process,):
        process.start()
        yield process


def open_page(browser: "Browser", service: ServiceProcess, **options: Any) -> "Page":
    return browser.new_context(base_url=f"http://127.0.0.1:{service.port}", **options).new_page()


def appeal(service: ServiceProcess, statement: str = "I warned of it.") -> tuple[str, str]:
    """The ids of a new decision and its appeal, once it waits for a person."""
    decision = service.client.post("/v1/decisions", json=make_case(CURE)).raise_for_status().json()
    address = f"/v1/decisions/{decision['decision_id']}/appeals"
    made = service.client.post(address, json={"statement": statement}).raise_for_status().json()
    for _ in range(600):
        if service.client.get(f"{address}/{made['appeal_id']}").json()["status"] == "re_reviewed":
            return decision["decision_id"], made["appeal_id"]
        sleep(0.05)
    raise AssertionError("the appeal gets no second decision")


def test_appeal_is_closed_and_undone_by_keyboard(browser: "Browser", service: ServiceProcess) -> None:
    decision_id, _ = appeal(service)
    page = open_page(browser, service)
    page.goto("/desk/appeals")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(".appeal-page")
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
    page.wait_for_selector(".appeal-page")
    (review,) = service.client.get(f"/v1/decisions/{decision_id}/reviews").json()["items"]
    assert review["reason"] == "She warns of it."
    assert review["undone_at"]


def test_draft_is_tried_by_keyboard_and_comes_back(browser: "Browser", service: ServiceProcess) -> None:
    page = open_page(browser, service)
    page.goto("/desk/policies/try?clause=CLM-1")
    draft = page.locator("textarea[name=draft]")
    draft.fill(draft.input_value().replace("### Violating examples\n", f"### Violating examples\n\n- {MUG}\n"))
    page.fill("textarea[name=text]", MUG)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".compared .differs")
    page.goto("/desk/policies/try")
    assert page.locator("textarea[name=text]").input_value() == MUG
    assert MUG in page.locator("textarea[name=draft]").input_value()


@pytest.mark.parametrize(("width", "scheme"), [(400, "light"), (640, "dark"), (1280, "light"), (1280, "dark")])
def test_pages_fit_and_axe_finds_no_serious_violation(
    browser: "Browser", service: ServiceProcess, width: int, scheme: Literal["light", "dark"]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    decision_id, appeal_id = appeal(service, HOSTILE)
    size = {"width": width, "height": 900}
    page = open_page(browser, service, viewport=size, bypass_csp=True, color_scheme=scheme)
    addresses = ("appeals", f"appeals/{appeal_id}", "policies", "policies/clauses/CLM-1", "policies/problems")
    others = ("policies/changes?before=2025-06-01", "policies/try?clause=CLM-1", "today")
    letter = f"letters/msg_{decision_id.removeprefix('dec_')}"
    for address in (*addresses, *others, letter):
        page.goto(f"/desk/{address}")
        if address.startswith("appeals/"):
            page.keyboard.press("u")
        assert "taken" not in page.title()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        found = axe.run(page).response["violations"]
        serious = [
            (one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")
        ]
        assert serious == [], (address, json.dumps(serious, indent=1))
    page.context.close()
