"""Whatever a real server does, the command decides or says in one line what is wrong, in the server's own words."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.llm import quirks
from tests.llm.quirks import quirk_server

Ask = Callable[..., Any]
UNDERSTOOD = (*quirks.SCHEMA_REFUSALS, *quirks.TEXTS, *quirks.MESSAGES)
UNKNOWN_MODEL = [name for name in quirks.REFUSALS if name.startswith("unknown")]
TOLD = {
    "long-gemini": "the question is longer than the model can read (The input token count (1200000)",
    "long-vllm": "the question is longer than the model can read (The decoder prompt",
    "long-413": "the question is longer than the model can read (413 Request Entity Too Large)",
    "error-200": "the model server answered 502 (Provider returned error): try later",
    "error-in-choice": "the model server answered 503 (down): try later",
    "filter-azure": "the provider's filter refused the question (The prompt was filtered.)",
    "no-credit": "the model server answered 402 (Insufficient Balance): the account has no credit left",
    "low-balance": "the model server answered 400 (Your credit balance is too low): the account has no credit left",
    "text-200": "the model server answered this in place of JSON: upstream connect error",
    "no-choices": "the model server answered no choices",
    "broken": "the model server answered 500 (CUDA out of memory): try later",
    "truncated": "the model's answer was truncated at its length limit",
    "two-answers": "no usable answer in two attempts: it contains more than one answer",
    "think-never-closed-two": "its reasoning is not closed and contains more than one answer",
    "only-thinks": "it contains reasoning and no answer after it",
    "cut": "it ends in the middle of its JSON object",
    "no-findings": "the model gave no usable answer in two attempts: findings",
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with quirk_server() as url:
        yield url


@pytest.fixture
def ask(run: Run, server: str, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Decides the case with a judge and a quirk."""

    def adjudicate(quirk: str, judge: str = "llm") -> Any:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{server}/{quirk}/v1")
        monkeypatch.setenv("CLAUSEWISE_LLM__DECISIONS_MODEL", "")
        monkeypatch.setenv("CLAUSEWISE_LLM__MAX_RETRIES", "0")
        return run("adjudicate", "case.yaml", "--judge", judge, "--json")

    return adjudicate


@pytest.mark.parametrize("quirk", UNDERSTOOD)
def test_answer_is_understood(ask: Ask, quirk: str) -> None:
    ran = ask(quirk)
    assert (ran.exit_code, ran.stderr) == (0, "")
    decision = json.loads(ran.stdout)
    assert "llm" not in [degraded["component"] for degraded in decision["trace"]["degraded"]]
    assert "llm" in {finding["judge"] for finding in decision["verdict"]["findings"]}


@pytest.mark.parametrize("quirk", UNKNOWN_MODEL)
def test_unknown_model_ends_the_command_and_is_named_with_those_the_server_has(ask: Ask, quirk: str) -> None:
    ran = ask(quirk)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "it has fake, and no gpt-6-luna: set CLAUSEWISE_LLM__CHAT_MODEL" in ran.stderr
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize(("quirk", "words"), TOLD.items(), ids=TOLD)
def test_failure_is_told_once_in_the_servers_words(ask: Ask, quirk: str, words: str) -> None:
    ran = ask(quirk)
    assert (ran.exit_code, ran.stderr) == (0, "")
    decision = json.loads(ran.stdout)
    assert words in {d["component"]: d["reason"] for d in decision["trace"]["degraded"]}["llm"]
    reasons = decision["verdict"]["review_reasons"]
    code = "model_refused" if quirk == "filter-azure" else "model_failed"
    assert [reason["code"] for reason in reasons if reason["code"] != "missing_fact"] == [code]


@pytest.mark.parametrize(
    "quirk",
    [
        "long-gemini",
        "error-200",
        "filter-azure",
        "truncated",
        "two-answers",
        "no-findings",
        "unknown-litellm",
        "html",
        "text-200",
        "no-choices",
        "low-balance",
    ],
)
def test_local_judge_decides_and_the_failure_is_told(ask: Ask, quirk: str, run: Run) -> None:
    local = json.loads(run("adjudicate", "case.yaml", "--judge", "local", "--json").stdout)
    ran = ask(quirk, "auto")
    assert (ran.exit_code, ran.stderr) == (0, "")
    decision = json.loads(ran.stdout)
    assert decision["verdict"]["findings"] == local["verdict"]["findings"]
    assert decision["verdict"]["outcome"] == local["verdict"]["outcome"]
    assert "llm" in [degraded["component"] for degraded in decision["trace"]["degraded"]]


@pytest.mark.parametrize("judge", ["auto", "cascade"])
def test_local_judge_decides_when_the_model_is_too_slow(
    ask: Ask, run: Run, judge: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = json.loads(run("adjudicate", "case.yaml", "--judge", "local", "--json").stdout)
    monkeypatch.setenv("CLAUSEWISE_LLM__TIMEOUT_SECONDS", "0.2")
    decision = json.loads(ask("slow", judge).stdout)
    assert decision["verdict"]["findings"] == local["verdict"]["findings"]
    degraded = {d["component"]: d["reason"] for d in decision["trace"]["degraded"]}
    assert "no complete answer within 0.2 s" in degraded["llm"]


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"HTTP_PROXY": "socks://127.0.0.1:9"}, "HTTP_PROXY=socks://127.0.0.1:9 is not the address"),
        ({"ALL_PROXY": "http://127.0.0.1:9"}, "ALL_PROXY=http://127.0.0.1:9 gives no connection"),
        ({"SSL_CERT_FILE": "/nonexistent/ca.pem"}, "SSL_CERT_FILE=/nonexistent/ca.pem cannot be read"),
    ],
)
def test_environment_that_prevents_the_connection_is_one_line(
    ask: Ask, variables: dict[str, str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    ran = ask("ok")
    assert (ran.exit_code, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
    assert told in ran.stderr
    decision = json.loads(ask("ok", "auto").stdout)
    assert told in {d["component"]: d["reason"] for d in decision["trace"]["degraded"]}["llm"]


@pytest.mark.parametrize(
    "variables",
    [
        {"HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1"},
        {"all_proxy": "socks5://127.0.0.1:9", "no_proxy": "127.0.0.0/8"},
        {"HTTPS_PROXY": "http://127.0.0.1:9", "OPENAI_PROXY": "http://127.0.0.1:9"},
    ],
)
def test_environment_that_does_not_concern_the_server_is_silent(
    ask: Ask, variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    ran = ask("ok")
    assert (ran.exit_code, ran.stderr) == (0, "")


@pytest.mark.parametrize("url", [" {}/ok/v1 ", "{}/ok/v1/", "{}/ok/v1/chat/completions"])
def test_copied_url_is_cleaned(run: Run, server: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", url.format(server))
    monkeypatch.setenv("CLAUSEWISE_LLM__DECISIONS_MODEL", "")
    assert run("adjudicate", "case.yaml", "--judge", "llm", "--json").exit_code == 0


def test_web_page_ends_the_command(ask: Ask) -> None:
    ran = ask("html")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "a web page answers at /html/v1/chat/completions and not a model server" in ran.stderr
