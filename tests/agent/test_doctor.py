"""Each part is looked at whatever is wrong with the others."""

from pathlib import Path
from typing import Any

from agent.doctor import examine
from agent.settings import Settings
from agent.symptom import Health
from tests.agent.judges.shop import CORPUS

NOWHERE = "http://127.0.0.1:9"


def healths(tmp_path: Path, *, offline: bool = False, **given: Any) -> dict[str, Health]:
    settings = Settings.model_validate({"data_dir": tmp_path / "data", "policies": CORPUS, **given})
    return {symptom.part: symptom.health for symptom in examine(settings, offline=offline)}


def test_servers_are_not_asked_offline(tmp_path: Path) -> None:
    found = healths(tmp_path, offline=True, signals_url=NOWHERE, llm={"base_url": NOWHERE})
    assert (found["record"], found["signals"], found["models"]) == (Health.FINE, Health.UNUSED, Health.UNUSED)


def test_what_is_broken_hides_nothing_behind_it(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("not a folder")
    found = healths(
        tmp_path,
        policies=tmp_path / "none",
        database_url=f"sqlite:///{tmp_path}/taken/record.db",
        signals_url=NOWHERE,
        llm={"base_url": NOWHERE, "retries": 0},
    )
    assert found == dict.fromkeys(("corpus", "index", "record", "signals", "models"), Health.BROKEN)
