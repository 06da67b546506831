"""The pages of insights in a real browser: wide, on a phone, dark, and a lead's way from a metric to its cause."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from domain.strategy_hit import StrategyProposal
from store.decisions import open_store
from store.strategies.proposals import Proposals
from tests.api.desk.chromium import check_page, chromium_path
from tests.api.insights import EXPERIMENT, write_sample
from tests.api.processes import ServiceProcess, service_processes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
PAGE = "/desk/insights"
PAGES = (
    *("", "/metrics/violations_found?by=clause_id", "/causes/violations_found?days=20", "/fairness", "/strategies"),
    *("/experiments", f"/experiments/{EXPERIMENT}"),
)


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    chromium_path()
    folder = tmp_path_factory.mktemp("insights")
    (folder / "home").mkdir()
    url = write_sample(folder / "home", creators=300)
    with service_processes("sqlite", folder, settings={"CLAUSEWISE_WAREHOUSE_URL": url}) as (started,):
        started.start()
        yield started


def open_page(browser: "Browser", process: ServiceProcess, **options: Any) -> "Page":
    return browser.new_context(base_url=f"http://127.0.0.1:{process.port}", bypass_csp=True, **options).new_page()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pages_fit_and_are_accessible(browser: "Browser", process: ServiceProcess, width: int, scheme: Any) -> None:
    page = open_page(browser, process, viewport={"width": width, "height": 900}, color_scheme=scheme)
    for address in PAGES:
        page.goto(f"{PAGE}{address}")
        page.wait_for_load_state("networkidle")
        check_page(page, address)


def test_from_a_metric_to_its_cause(browser: "Browser", process: ServiceProcess, tmp_path: Path) -> None:
    page = open_page(browser, process, accept_downloads=True)
    page.goto("/insights")
    page.click("text=Violations found")
    page.wait_for_selector("img")
    page.wait_for_function("document.querySelector('img').naturalWidth > 300")
    page.click('a[href$="by=clause_id"]')
    assert page.inner_text("tbody tr:first-child th").startswith(("PRC", "MIS", "DSC"))
    with page.expect_download() as saved:
        page.click("text=PNG")
    saved.value.save_as(tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    page.goto(f"{PAGE}/causes/violations_found?days=20")
    assert "all others" in page.inner_text("main")


def test_proposal_is_answered_with_a_reason(browser: "Browser", process: ServiceProcess) -> None:
    proposal = StrategyProposal(
        proposal_id="prop_1",
        strategy="busy",
        version=1,
        title="Many posts",
        owner="a team",
        creator_id="cr_1",
        post_id=None,
        day=date(2026, 7, 1),
        created_at=datetime.now(UTC),
    )
    with open_store(f"sqlite:///{process.environment['CLAUSEWISE_DATA_DIR']}/clausewise.db") as store:
        Proposals(store.database).add([proposal], "test")
    page = open_page(browser, process)
    page.goto(f"{PAGE}/strategies")
    check_page(page, "strategies with a proposal")
    page.get_by_label("Reason").fill("One bad day.")
    page.click("text=Dismiss")
    page.wait_for_selector("text=No proposal is open.")
