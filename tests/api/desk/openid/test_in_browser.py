"""Signing in at a provider of another site in a real browser, with its rules for cookies and redirects."""

import json
from pathlib import Path

import pytest

from tests.api.desk.chromium import chromium_path, open_browser
from tests.api.desk.openid.provider_double import CLIENT_ID, CLIENT_SECRET, run_provider
from tests.api.processes import service_processes

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("asks", [True, False])
def test_person_comes_back_signed_in(tmp_path: Path, asks: bool) -> None:
    """The provider is at 127.0.0.1 and the desk at localhost: two sites."""
    chromium_path()
    with run_provider() as provider, service_processes("sqlite", tmp_path) as (process,), open_browser() as browser:
        provider.asks = asks
        url = f"http://localhost:{process.port}"
        sign_in = {"ISSUER": provider.issuer, "CLIENT_ID": CLIENT_ID, "CLIENT_SECRET": CLIENT_SECRET, "DESK_URL": url}
        sign_in |= {"ROLES": json.dumps({"trust": "moderator"}), "PROVIDER_NAME": "Example"}
        process.environment |= {f"CLAUSEWISE_SIGN_IN__{name}": value for name, value in sign_in.items()}
        process.start()
        page = browser.new_context().new_page()
        page.goto(f"{url}/desk/queue?market=US")
        page.click("text=Sign in with Example")
        if asks:
            page.click("text=I am Ana")
        page.wait_for_url(f"{url}/desk/queue?market=US")
        assert page.inner_text(".who") == "ana@example.com"
        page.click("text=Sign out")
        page.wait_for_url(f"{url}/desk/sign-in")
        page.goto(f"{url}/desk/queue")
        assert page.url == f"{url}/desk/sign-in?next=/desk/queue"
