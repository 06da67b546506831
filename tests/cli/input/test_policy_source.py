"""Policies can be named by a folder, a day, or a folder on a day."""

from datetime import date
from pathlib import Path

import pytest

from cli.input.policy_source import PolicySource, parse_policy_source
from domain.errors import InputError

DAY = date(2026, 5, 1)
CONFIGURED = Path("configured")


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("policies", "policies@home", "2026-05-01"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("policies", PolicySource(Path("policies"), None, "policies")),
        ("policies@2026-05-01", PolicySource(Path("policies"), DAY, "policies@2026-05-01")),
        ("policies@home", PolicySource(Path("policies@home"), None, "policies@home")),
        ("policies@home@2026-05-01", PolicySource(Path("policies@home"), DAY, "policies@home@2026-05-01")),
        ("2026-05-02T23:30:00Z", PolicySource(CONFIGURED, date(2026, 5, 2), "2026-05-02T23:30:00Z")),
        ("2026-05-02", PolicySource(CONFIGURED, date(2026, 5, 2), "2026-05-02")),
        ("2026-05-01", PolicySource(Path("2026-05-01"), None, "2026-05-01")),
    ],
)
def test_policy_source_is_parsed(text: str, expected: PolicySource) -> None:
    assert parse_policy_source(text, CONFIGURED) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nowhere", '"nowhere" is neither a folder nor a day: write '),
        ("", '"" is neither a folder nor a day: write '),
        ("policies@May", '"May" is not a day: write '),
        ("nowhere@2026-05-01", 'there is no folder "nowhere": write '),
        ("@2026-05-01", 'there is no folder "": write '),
    ],
)
def test_invalid_policy_source_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError) as raised:
        parse_policy_source(text, CONFIGURED)
    assert str(raised.value).startswith(message)
