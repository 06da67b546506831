"""A batch waits for a model that is unavailable; no case fails because of an outage."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from agent.build import build
from api.jobs.batch_decision import GIVEN_UP, give_up_chunk
from api.services import Services, open_services
from domain.case import Case
from llm.errors import LlmError, LlmErrorKind
from llm.scripted import ChatRequest, Script, ScriptedModels
from tests.api.conftest import make_app, make_case, make_settings, wait_until_finished
from tests.store.conftest import add_batch

NAMES = ("alpha", "bravo", "charlie")
NO_FINDINGS = json.dumps({"findings": [], "look_up": []})


def open_with_models(data_dir: Path, models: ScriptedModels) -> Services:
    """The judge is a model that the caller named."""
    settings = make_settings(data_dir, service={"batch_workers": 1})
    built = build(settings, judge="llm", models=models)
    return replace(open_services(settings, "local"), adjudicator=built.adjudicator)


@pytest.mark.slow
def test_batch_waits_for_a_model_that_is_unavailable(tmp_path: Path) -> None:
    calls: Counter[str] = Counter()

    def answer(request: ChatRequest) -> str | Exception:
        (name,) = (name for name in NAMES if name in request.text)
        calls[name] += "item i1" in request.text  # a second question shows sentences, `s1` and so on
        unavailable = name == "bravo" and calls[name] == 1
        return LlmError(LlmErrorKind.UNREACHABLE, "is it running?") if unavailable else NO_FINDINGS

    services = open_with_models(tmp_path, ScriptedModels(Script(answer)))
    with TestClient(make_app(services), "http://localhost") as client:
        cases = [make_case(f"good {name}", name) for name in NAMES]
        batch_id = client.post("/v1/batches", json=cases).json()["batch_id"]
        batch = wait_until_finished(client, batch_id)
    assert (batch["done"], batch["failed"]) == (3, 0)
    assert calls["bravo"] == calls["alpha"] + 1 == calls["charlie"] + 1


def test_given_up_cases_end_with_an_error(tmp_path: Path) -> None:
    services = open_services(make_settings(tmp_path), "local")
    cases = [Case.model_validate(make_case(name=name)) for name in NAMES]
    add_batch(services.store, "bat_1", cases, datetime.now(UTC))
    batches = services.store.batches
    batches.finish_item("bat_1", 0, None, datetime.now(UTC))
    decided = batches.unfinished_items("bat_1", 1, 2)[0]
    services.decide(cases[1], "test", decision_id=decided.decision_id)  # decided, but not marked as finished
    give_up_chunk(services.store, "bat_1", 0, 3)
    assert [item.error for item in batches.items("bat_1")] == [None, None, GIVEN_UP]
    services.close()
