"""Settings come from the environment, and what cannot be one says so."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from agent.settings import Settings, SettingsError, read_settings
from agent.verdict.thresholds import Thresholds
from policies.corpus_path import BUNDLED


def test_by_default_nothing_outside_is_needed() -> None:
    settings = Settings()
    assert (settings.policies, settings.embedder, settings.signals_url) == (BUNDLED, "minilm", None)
    assert (settings.database_url, settings.precedents, settings.thresholds) == (None, None, Thresholds())


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CLAUSEWISE_CANDIDATES", "5")
    monkeypatch.setenv("CLAUSEWISE_THRESHOLDS__TURN", "0.3")
    monkeypatch.setenv("CLAUSEWISE_SIGNALS_TOKEN", "hush-hush")
    settings = read_settings(candidates=None, embedder="other")
    assert (settings.data_dir, settings.candidates, settings.embedder) == (tmp_path, 5, "other")
    assert settings.thresholds == Thresholds(violation=0.3)
    assert "hush-hush" not in repr(settings)
    assert read_settings(candidates=7).candidates == 7


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("CANDIDATES", "0", "CLAUSEWISE_CANDIDATES: Input should be greater than 0"),
        ("SIGNALS_TIMEOUT", "soon", "CLAUSEWISE_SIGNALS_TIMEOUT: Input should be a valid number"),
        ("THRESHOLDS__MARGIN", "0.7", "CLAUSEWISE_THRESHOLDS__MARGIN: Input should be less than 0.5"),
        ("THRESHOLDS__MARGINS", "0.1", "CLAUSEWISE_THRESHOLDS__MARGINS: Extra inputs are not permitted"),
        ("THRESHOLDS", "wide", "give that setting as JSON, or each of its parts by a name of its own"),
    ],
)
def test_a_setting_that_cannot_be_says_which_and_why(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(f"CLAUSEWISE_{name}", value)
    with pytest.raises(SettingsError, match=says):
        read_settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().candidates = 3  # type: ignore[misc]
