"""Judges that call language models, with a server in a separate process and without one."""

import json
from collections.abc import Iterator

import pytest

from benchmarks.fake_openai import started
from tests.cli.conftest import Run

UNREACHABLE = "http://127.0.0.1:9/v1"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with started() as url:
        yield url


@pytest.mark.slow
@pytest.mark.parametrize("judge", ["llm", "decisions", "cascade", "auto"])
def test_model_judge_decides_with_a_server(run: Run, server: str, judge: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", server)
    ran = run("adjudicate", "case.yaml", "--judge", judge, "--json")
    assert (ran.exit_code, ran.stderr) == (0, "")
    trace = json.loads(ran.stdout)["trace"]
    assert trace["judge"] == {"auto": "cascade", "cascade": "cascade"}.get(judge, f"rules+{judge}")
    assert trace["usage"]["calls"] >= 1
    assert trace["usage"]["input_tokens"] > 100
    assert trace["prompts"].keys() >= {"predicate_context" if judge == "decisions" else "all_rules"}
    assert [d for d in trace["degraded"] if d["component"] in ("llm", "decisions", "tools")] == []
    shown = run("adjudicate", "case.yaml", "--judge", judge).stdout
    assert ("model call" if judge == "decisions" else "from the cache") in shown  # the same case again


def test_unreachable_server_is_reported_and_the_local_judge_decides(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    local = json.loads(run("adjudicate", "case.yaml", "--json").stdout)
    monkeypatch.setenv("OPENAI_BASE_URL", UNREACHABLE)
    monkeypatch.setenv("CLAUSEWISE_LLM__MAX_RETRIES", "0")
    ran = run("adjudicate", "case.yaml", "--json")
    assert ran.exit_code == 0
    decision = json.loads(ran.stdout)
    assert decision["verdict"]["outcome"] == local["verdict"]["outcome"]
    assert [d["component"] for d in decision["trace"]["degraded"]] == ["llm", "writer"]
    assert "is CLAUSEWISE_LLM__BASE_URL its address?" in decision["trace"]["degraded"][0]["reason"]


@pytest.mark.parametrize("judge", ["llm", "decisions"])
def test_unreachable_judge_chosen_by_name_fails(run: Run, judge: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", UNREACHABLE)
    monkeypatch.setenv("CLAUSEWISE_LLM__MAX_RETRIES", "0")
    ran = run("adjudicate", "case.yaml", "--judge", judge)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "the model server at http://127.0.0.1:9 could not be reached" in ran.stderr


@pytest.mark.parametrize("judge", ["llm", "decisions", "cascade"])
def test_judge_without_configuration_fails_with_the_remedy(run: Run, judge: str) -> None:
    ran = run("adjudicate", "case.yaml", "--judge", judge)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own" in ran.stderr
