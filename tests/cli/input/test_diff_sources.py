"""A folder, a day, or a folder on a day; what is none of them is told apart."""

from datetime import date
from pathlib import Path

import pytest

from cli.input.diff_sources import Named, named
from domain.errors import InputError

DAY = date(2026, 5, 1)
CONFIGURED = Path("configured")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("law", "law@home", "2026-05-01"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("law", Named(Path("law"), None, "law")),
        ("law@2026-05-01", Named(Path("law"), DAY, "law@2026-05-01")),
        ("law@home", Named(Path("law@home"), None, "law@home")),
        ("law@home@2026-05-01", Named(Path("law@home"), DAY, "law@home@2026-05-01")),
        ("2026-05-02", Named(CONFIGURED, date(2026, 5, 2), "2026-05-02")),
        ("2026-05-01", Named(Path("2026-05-01"), None, "2026-05-01")),
    ],
)
def test_what_is_named_is_understood(text: str, meant: Named) -> None:
    assert named(text, CONFIGURED) == meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nowhere", '"nowhere" is neither a folder nor a day: name '),
        ("", '"" is neither a folder nor a day: name '),
        ("law@May", '"May" is no day: name '),
        ("nowhere@2026-05-01", 'there is no folder "nowhere": name '),
        ("@2026-05-01", 'there is no folder "": name '),
    ],
)
def test_what_is_neither_is_told(text: str, told: str) -> None:
    with pytest.raises(InputError) as raised:
        named(text, CONFIGURED)
    assert str(raised.value).startswith(told)
