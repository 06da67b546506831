"""The interactive documentation in Chromium: it lists the operations, runs one, and asks no other host for anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.desk.chromium import open_browser, open_page
from tests.api.processes import ServiceProcess, service_processes

pytestmark = pytest.mark.slow


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceProcess]:
    with service_processes("sqlite", tmp_path) as (process,):
        process.start()
        yield process


def test_documentation_works_from_this_machine_alone(service: ServiceProcess) -> None:
    asked: list[str] = []
    refused: list[str] = []
    with open_browser() as browser, open_page(browser, service.port) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
        page.goto("/docs")
        page.wait_for_selector(".opblock")
        paths = page.locator(".opblock-summary-path").all_inner_texts()
        assert any("decisions" in path for path in paths)
        page.click("#operations-health-check_health .opblock-summary-control")
        page.click("#operations-health-check_health .try-out__btn")
        page.click("#operations-health-check_health .execute")
        page.wait_for_selector("#operations-health-check_health .live-responses-table")
        assert '"alive"' in page.inner_text("#operations-health-check_health .live-responses-table")
        assert page.title() == "Clausewise API"
    own = f"http://127.0.0.1:{service.port}/"
    assert [url for url in asked if not url.startswith((own, "data:"))] == []
    assert f"{own}docs/swagger-ui-bundle.js" in asked
    assert refused == []
