"""What `clausewise doctor` says about the provider."""

import json
import socket
from typing import Any

import pytest
from typer.testing import CliRunner

from agent.doctor.check_result import HealthStatus
from agent.sign_in_settings import SignInOptions
from api.desk.openid.errors import OidcMissing
from api.desk.openid.health import check_provider
from api.desk.openid.provider import Provider
from clausewise import app
from tests.agent.judges.shop import CORPUS
from tests.api.desk.openid.provider_double import ProviderDouble, run_provider

NEEDED: dict[str, Any] = {"client_id": "desk", "desk_url": "https://desk.example.com", "roles": {"trust": "moderator"}}


def options(issuer: str, **fields: Any) -> SignInOptions:
    return SignInOptions.model_validate({"issuer": issuer, **NEEDED, **fields})


def health(double: ProviderDouble, **fields: Any) -> tuple[HealthStatus, str]:
    result = check_provider(options(double.issuer, **fields), offline=False)
    assert result
    return result.health, result.message


def test_without_an_issuer_nothing_is_checked() -> None:
    assert check_provider(SignInOptions(), offline=False) is None


def test_provider_that_answers_is_ok() -> None:
    with run_provider() as double:
        status, message = health(double)
    assert (status, message.startswith(double.issuer)) == (HealthStatus.OK, True)
    assert "allow the redirect to https://desk.example.com/desk/sign-in/callback" in message


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"issuer": "https://other.example"}, "set CLAUSEWISE_SIGN_IN__ISSUER to exactly that"),
        ({"token_endpoint": "https://other.example/"}, 'add "other.example" to CLAUSEWISE_SIGN_IN__ALLOWED_HOSTS'),
        ({"jwks_uri": None}, "names no jwks_uri with https"),
        ({"padding": "x" * 2_000_000}, "answered 200 and no JSON object"),
    ],
)
def test_provider_that_cannot_be_used_is_named(metadata: dict[str, Any], words: str) -> None:
    with run_provider() as double:
        double.metadata = metadata
        status, message = health(double)
    assert (status, words in message) == (HealthStatus.FAILED, True), message


def test_endpoint_at_an_allowed_host_is_ok() -> None:
    with run_provider() as double:
        double.metadata = {"token_endpoint": "https://other.example/"}
        assert health(double, allowed_hosts=["other.example"])[0] is HealthStatus.OK


def test_provider_that_does_not_listen_is_named() -> None:
    with run_provider() as double:
        pass
    status, message = health(double, provider_timeout_seconds=30)
    assert status is HealthStatus.FAILED
    assert message.startswith("the provider at 127.0.0.1 could not be reached (")
    assert "refused" in message


def test_provider_that_never_answers_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        found = check_provider(
            options(f"http://127.0.0.1:{silent.getsockname()[1]}", provider_timeout_seconds=0.3), offline=False
        )
    assert found
    assert found.health is HealthStatus.FAILED
    assert found.message.startswith("the provider at 127.0.0.1 ")


def test_missing_libraries_are_named() -> None:
    with pytest.raises(OidcMissing, match=r"pip install 'clausewise\[oidc\]'"):
        Provider.configured(options("https://login.example.com"), find=lambda name: None)


def test_command_has_a_row_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_SIGN_IN__ISSUER", "https://login.example.com")
    for name, value in NEEDED.items():
        text = value if isinstance(value, str) else json.dumps(value)
        monkeypatch.setenv(f"CLAUSEWISE_SIGN_IN__{name.upper()}", text)
    ran = CliRunner().invoke(app, ["doctor", "--json", "--offline", "--policies", str(CORPUS)])
    found = {result["component"]: result["message"] for result in map(json.loads, ran.stdout.splitlines())}
    assert found["sign-in"] == "not checked: offline"
