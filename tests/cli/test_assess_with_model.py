"""`clausewise assess` with a language model: what it read, its reasons, and what a failure changes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from clausewise import app
from llm.options import LlmOptions
from tests.agent.assessment.accounts import PIRATE, account_rows
from tests.llm.tool_server import calls, says, tool_server
from tests.warehouse.warehouses import load_rows, run_jobs
from warehouse.connection import open_warehouse

TURNS = [calls(("copies_of", {}), ("linked_accounts", {})), says("done")]
PROVEN = "8 of 20 posts show a post that another creator had posted here."
REASON = {"text": PROVEN, "evidence_ids": ["K1"]}
INVENTED = {"text": "All 20 posts are stolen by a ring of 90 accounts.", "evidence_ids": ["K1"]}
REASONS = {"reasons_for": [REASON, INVENTED], "reasons_against": []}
Assess = Callable[..., Result]


@pytest.fixture
def assess(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assess:
    """With the bundled policies, which have clauses about accounts."""
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CLAUSEWISE_LLM__MAX_RETRIES", "0")
    with open_warehouse(f"sqlite:///{tmp_path / 'warehouse.db'}") as warehouse:
        load_rows(warehouse, account_rows())
        run_jobs(warehouse)
    return lambda *arguments: CliRunner().invoke(app, ("assess", PIRATE, *arguments))


def decision(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_model_reads_and_writes_reasons(assess: Assess, monkeypatch: pytest.MonkeyPatch) -> None:
    with tool_server(TURNS) as server:
        server.reasons = REASONS
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        found = decision(assess("--json"))
        shown = assess("--judge", "llm")
    assert [call["name"] for call in found["trace"]["tool_calls"]] == ["copies_of", "linked_accounts"]
    assert [reason["text"] for reason in found["assessment"]["reasons_for"]] == [PROVEN]
    assert (found["verdict"]["outcome"], found["assessment"]["writer"]) == ("violation", LlmOptions().chat_model)
    text = " ".join(shown.stdout.split())
    assert "1 copies_of(): COPY_OF_ANOTHER [K1]" in text
    assert "2 linked_accounts(): nothing" in text
    assert "1 reason of the model dropped: each must cite lines that were read" in text
    assert PROVEN in text


def test_dead_server_is_told_and_the_account_is_assessed(assess: Assess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    found = decision(assess("--json"))
    assert (found["verdict"]["outcome"], found["assessment"]["writer"]) == ("violation", "rules")
    assert any(one["component"] == "assessment" for one in found["trace"]["degraded"])


def test_replay_uses_what_was_stored(assess: Assess, tmp_path: Path) -> None:
    """Although the events are gone."""
    decision_id = decision(assess("--json", "--judge", "rules"))["decision_id"]
    (tmp_path / "warehouse.db").unlink()
    replayed = CliRunner().invoke(app, ("decisions", "replay", decision_id))
    assert (replayed.exit_code, "replayed: same decision" in replayed.output) == (0, True)


def test_model_that_is_named_and_not_configured_is_an_error(assess: Assess) -> None:
    result = assess("--judge", "llm")
    assert result.exit_code != 0
    assert "OPENAI_API_KEY" in result.output
