"""`--judge agent` as a user meets it: what the model looked up is listed in order, and a failure is one line."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.llm.tool_server import calls, caught, says, tool_server

LINE = "this tea cured my asthma in two weeks"
TURNS = [
    calls(("search_clauses", {"query": "cures an illness", "k": 1}), ("violation_history", {})),
    calls(("read_clause", {"clause_id": "HLT-1"}), ("read_clause", {"clause_id": "NO-1"})),
    says("done"),
]


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_LLM__DECISIONS_MODEL", "")
    monkeypatch.setenv("CLAUSEWISE_LLM__MAX_RETRIES", "0")


@pytest.fixture
def case(tmp_path: Path) -> str:
    path = tmp_path / "tea.json"
    content = [{"id": "t1", "text": f"Good morning. {LINE}."}]
    path.write_text(json.dumps({"id": "c", "creator_id": "cr_maya", "content": content}), encoding="utf-8")
    return str(path)


def test_steps_are_shown_in_order(run: Run, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with tool_server(TURNS, [caught("HLT-1", "t1", LINE)]) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        shown = run("adjudicate", case, "--judge", "agent")
        server.requests.clear()
        decision = json.loads(run("adjudicate", case, "--judge", "agent", "--json").stdout)
    text = " ".join(shown.stdout.split())
    steps = text[text.index("What a model looked up, in order") :]
    places = [
        steps.index(part)
        for part in (
            "1 search_clauses(query=cures an illness, k=1): HLT-1 [C1]",
            "2 violation_history(): the creator's history [S2]",
            "3 read_clause(clause_id=HLT-1): HLT-1 [C1], HLT-2",
            "4 read_clause(clause_id=NO-1): failed: no clause NO-1 is in force",
        )
    ]
    assert places == sorted(places)
    made = [call["name"] for call in decision["trace"]["tool_calls"]]
    assert made == ["search_clauses", "violation_history", "read_clause", "read_clause"]
    assert (decision["verdict"]["outcome"], decision["trace"]["judge"]) == ("violation", "rules+agent")


def test_server_without_tools_is_told_and_the_case_is_decided(
    run: Run, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = (400, {"error": {"message": "this model does not support tools"}})
    with tool_server([refusal], [caught("HLT-1", "t1", LINE)]) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        ran = run("adjudicate", case, "--judge", "agent")
    text = " ".join(ran.stdout.split())
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "VIOLATION" in text
    assert "degraded: tools: the model server answered 400: this model does not support tools" in text
    assert "looked up" not in text


def test_without_a_model_the_command_says_what_to_set(run: Run, case: str) -> None:
    ran = run("adjudicate", case, "--judge", "agent")
    assert (ran.exit_code, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
    assert "the judge agent asks a language model and none is configured: set OPENAI_API_KEY" in ran.stderr


def test_wrong_key_ends_the_command(run: Run, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong")
    with tool_server([(401, {"error": {"message": "invalid api key"}})], status=401) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        ran = run("adjudicate", case, "--judge", "agent")
    assert (ran.exit_code, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
    assert "401" in ran.stderr
