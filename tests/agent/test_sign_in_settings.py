"""The settings of signing in at a provider: what is missing or unsafe is named."""

from typing import Any

import pytest

from agent.settings import SettingsError, read_settings
from domain.access import Role

GROUP = "CLAUSEWISE_SIGN_IN__"
RIGHT = {
    "ISSUER": "https://login.example.com/realms/safety",
    "CLIENT_ID": "desk",
    "CLIENT_SECRET": "hush-hush",
    "DESK_URL": "https://desk.example.com/",
    "ROLES": '{"trust-and-safety": "moderator", "policy": "policy_owner"}',
}


def read(monkeypatch: pytest.MonkeyPatch, **changed: str) -> Any:
    for name, value in {**RIGHT, **changed}.items():
        monkeypatch.setenv(GROUP + name, value)
    return read_settings().sign_in


def test_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    options = read(monkeypatch)
    assert options.callback_url == "https://desk.example.com/desk/sign-in/callback"
    assert options.roles == {"trust-and-safety": Role.MODERATOR, "policy": Role.POLICY_OWNER}
    assert "hush-hush" not in repr(options)


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:8000"])
def test_this_machine_needs_no_tls(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert read(monkeypatch, DESK_URL=url, ISSUER=url).issuer == url


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"ISSUER": "http://login.example.com"}, "write https://host"),
        ({"ISSUER": "login.example.com"}, "write https://host"),
        ({"ISSUER": "https://a:b@login.example.com"}, "write https://host"),
        ({"ISSUER": "https://login.example.com?x=1"}, "write https://host"),
        ({"ISSUER": "https://[login"}, "write https://host"),
        ({"ISSUER": "https://login.example.com:99999"}, "write https://host"),
        ({"DESK_URL": "https://example.com/clausewise"}, "leave the path out"),
        ({"DESK_URL": ""}, "set CLAUSEWISE_SIGN_IN__DESK_URL"),
        ({"CLIENT_ID": "", "ROLES": ""}, "set CLAUSEWISE_SIGN_IN__CLIENT_ID and CLAUSEWISE_SIGN_IN__ROLES"),
        ({"ROLES": '{"trust": "boss"}'}, "CLAUSEWISE_SIGN_IN__ROLES"),
        ({"ROLES": "moderator"}, "CLAUSEWISE_SIGN_IN__ROLES is not JSON"),
        ({"SCOPES": '["email"]'}, "needs `openid`"),
    ],
    ids=str,
)
def test_what_cannot_work_is_named(monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read(monkeypatch, **changed)
    assert words in str(raised.value)
    assert "hush-hush" not in str(raised.value)
