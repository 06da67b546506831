"""A batch whose model is away waits for it; what a case cannot help is not told as its fault."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from agent.build import build
from api.app import create
from api.jobs import workflows
from api.services import Services, join
from domain.case import Case
from llm.errors import Failing, LlmError
from llm.script import Question, Script
from llm.scripted import ScriptedModels
from tests.api.conftest import case, settings_of
from tests.api.test_batches import finished
from tests.store.conftest import taken_in

NAMES = ("alpha", "bravo", "charlie")
NOTHING_FOUND = json.dumps({"findings": [], "look_up": []})


def asking(home: Path, models: ScriptedModels) -> Services:
    """Judged by a model that was named."""
    settings = settings_of(home, service={"workers": 1})
    parts = join(settings, "local")
    built = build(settings, parts.store, judge="llm", models=models)
    return replace(parts, adjudicator=built.adjudicator)


@pytest.mark.slow
def test_a_model_that_is_away_for_a_while(tmp_path: Path) -> None:
    asked: Counter[str] = Counter()

    def answer(question: Question) -> str | Exception:
        (name,) = (name for name in NAMES if name in question.text)
        asked[name] += 1
        away = name == "bravo" and asked[name] == 1
        return LlmError(Failing.UNREACHABLE, "is it running?") if away else NOTHING_FOUND

    with TestClient(
        create(asking(tmp_path, ScriptedModels(Script(answer))), keyless=True), "http://localhost"
    ) as client:
        batch_id = client.post("/v1/batches", json=[case(f"good {name}", name) for name in NAMES]).json()["batch_id"]
        found = finished(client, batch_id)
    assert (found["done"], found["failed"]) == (3, 0)
    assert asked["bravo"] == asked["alpha"] + 1 == asked["charlie"] + 1


def test_what_is_given_up_says_so(tmp_path: Path) -> None:
    parts = asking(tmp_path, ScriptedModels())
    with TestClient(create(parts, keyless=True), "http://localhost"):
        cases = [Case.model_validate(case(name=name)) for name in NAMES]
        taken_in(parts.store, "bat_1", cases, datetime.now(UTC))
        parts.store.batches.done("bat_1", 0, None, datetime.now(UTC))
        kept = parts.store.batches.undone("bat_1", 1, 2)[0]
        other = join(parts.settings, "local")
        other.decide(cases[1], "test", decision_id=kept.decision_id)  # and that it was done was never noted
        other.close()
        workflows._give_up("bat_1", 0, 3)
    assert [item.error for item in parts.store.batches.items("bat_1")] == [None, None, workflows.GIVEN_UP]
