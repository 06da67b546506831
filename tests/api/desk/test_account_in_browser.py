"""The page of an account in a real browser: a cited line is shown where it stands, narrow and wide, axe-core."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from policies.corpus_path import BUNDLED_CORPUS
from tests.agent.assessment.accounts import MANAGED, MOVED, add_links
from tests.api.accounts import write_warehouse
from tests.api.desk.chromium import check_page, chromium_path, open_page, wait_for_notice
from tests.api.processes import ServiceProcess, service_processes
from warehouse.connection import open_warehouse

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow
SEEN = """() => {
  const line = document.querySelector("#line-L1").getBoundingClientRect();
  return line.top >= 0 && line.top < document.querySelector(".actions").getBoundingClientRect().top;
}"""


@pytest.fixture
def process(tmp_path: Path) -> Iterator[ServiceProcess]:
    chromium_path()
    with open_warehouse(write_warehouse(tmp_path / "home")) as warehouse:
        add_links(warehouse.engine, MANAGED, MOVED)
    with service_processes("sqlite", tmp_path, settings={"CLAUSEWISE_POLICIES": str(BUNDLED_CORPUS)}) as (started,):
        started.start()
        yield started


@pytest.mark.parametrize("width", [1280, 390])
def test_links_are_read_and_decided(browser: "Browser", process: ServiceProcess, width: int) -> None:
    decision = process.client.post(f"/v1/creators/{MANAGED}/assessments", json={}).raise_for_status().json()
    with open_page(browser, process.port, width) as page:
        page.goto(f"/desk/decisions/{decision['decision_id']}")
        page.click('.priority a[href="#line-L1"]')
        page.wait_for_function(SEEN)
        check_page(page, f"/desk/decisions/{decision['decision_id']}")
        page.keyboard.press("u")
        page.keyboard.press("1")
        wait_for_notice(page, "Reviewed")
    (review,) = process.client.get(f"/v1/decisions/{decision['decision_id']}/reviews").json()["items"]
    assert review["outcome"] == "no_violation"
