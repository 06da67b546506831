"""The real client and a fake server in its own process: sockets, threads, faults, and an agent's loop."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from langchain_core.messages import HumanMessage
from pydantic import BaseModel, SecretStr

from benchmarks.fake_openai import started
from llm.errors import LlmError, LlmErrorKind
from llm.options import BudgetLimits, LlmOptions
from llm.predicates import Predicate
from llm.server import ModelServer

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PROMPT = "The clauses are HC-1 and HC-2.\nThis turmeric tea cures diabetes in a week."


class Finding(BaseModel):
    clause_id: Literal["HC-1", "HC-2"]
    violated: bool
    quote: str


class Findings(BaseModel):
    findings: list[Finding]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with started() as url:
        yield url


@pytest.fixture
def models(base: str) -> Iterator[ModelServer]:
    with open_server(base) as server:
        yield server


def open_server(base: str, **settings: Any) -> ModelServer:
    options = LlmOptions(base_url=base, api_key=SecretStr("k"), chat_model="fake", decisions_model="fake", **settings)
    return ModelServer(options, sleep=lambda _: None)


def has_ended(base: str) -> bool:
    try:
        control(base)
    except URLError:
        return True
    time.sleep(0.1)
    return False


def control(base: str, **settings: Any) -> dict[str, Any]:
    url = base.removesuffix("v1") + "control"
    body = json.dumps(settings).encode() if settings else None
    state: dict[str, Any] = json.load(urlopen(Request(url, data=body), timeout=5))
    return state


@pytest.fixture(autouse=True)
def reset_faults(base: str) -> None:
    control(base, delay=0, slots=0, fault="", times=-1, max_concurrent=0)


def error_kind(models: ModelServer) -> LlmErrorKind:
    with pytest.raises(LlmError) as raised:
        models.open().ask("system", PROMPT, Findings)
    return raised.value.kind


def test_each_clause_in_the_prompt_gets_a_finding(models: ModelServer) -> None:
    session = models.open()
    output = session.ask("system", PROMPT, Findings)
    assert [finding.clause_id for finding in output.value.findings] == ["HC-1", "HC-2"]
    assert {finding.quote for finding in output.value.findings} == {"This turmeric tea cures diabetes in a week."}
    assert models.open().ask("system", PROMPT, Findings) == output
    usage = session.usage()
    assert (usage.calls, usage.input_tokens, usage.unmetered) == (1, 21, 0)


def test_sixteen_requests_run_at_once(base: str, models: ModelServer) -> None:
    control(base, delay=0.3)
    with ThreadPoolExecutor(16) as pool:
        outputs = list(pool.map(lambda n: models.open().ask("system", f"Case {n}. {PROMPT}", Findings), range(48)))
    assert [len(output.value.findings) for output in outputs] == [2] * 48
    assert control(base)["max_concurrent"] == 16


def test_each_predicate_gets_a_probability(models: ModelServer) -> None:
    predicates = [Predicate(f"HC-{number}", f"It breaks rule {number}.") for number in range(450)]
    session = models.open()
    answers = session.predicate_probabilities("system", PROMPT, predicates)
    assert [answer.name for answer in answers] == [predicate.name for predicate in predicates]
    assert all(answer.probability is not None for answer in answers)
    assert session.usage().calls == 2


def test_common_prompt_prefix_is_cached(models: ModelServer) -> None:
    policies = "The policies in force. " * 500
    models.open().ask(policies, "One case.", Findings)
    session = models.open()
    session.ask(policies, "Quite another case.", Findings)
    assert session.usage().cached_tokens == len(policies) // 4 // 128 * 128


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("401", LlmErrorKind.UNAUTHORISED),
        ("404", LlmErrorKind.ENDPOINT_MISSING),
        ("429", LlmErrorKind.RATE_LIMITED),
        ("500", LlmErrorKind.UNAVAILABLE),
        ("cut", LlmErrorKind.UNREACHABLE),
        ("empty", LlmErrorKind.INVALID_RESPONSE),
        ("html", LlmErrorKind.ENDPOINT_MISSING),
        ("refusal", LlmErrorKind.REFUSED),
        ("huge", LlmErrorKind.RESPONSE_TOO_LARGE),
        ("prose", LlmErrorKind.UNPARSABLE_OUTPUT),
        ("truncated", LlmErrorKind.UNPARSABLE_OUTPUT),
        ("types", LlmErrorKind.UNPARSABLE_OUTPUT),
        ("tool-text", LlmErrorKind.UNPARSABLE_OUTPUT),
    ],
)
def test_lasting_fault_has_an_error_kind(base: str, models: ModelServer, fault: str, expected: LlmErrorKind) -> None:
    control(base, fault=fault)
    assert error_kind(models) == expected


@pytest.mark.parametrize("fault", ["429-after", "500", "cut", "prose", "unknown-clause"])
def test_transient_fault_is_survived(base: str, models: ModelServer, fault: str) -> None:
    control(base, fault=fault, times=1)
    assert len(models.open().ask("system", PROMPT, Findings).value.findings) == 2


def test_hanging_server_does_not_delay_the_case_beyond_its_time(base: str) -> None:
    control(base, fault="hang")
    with open_server(base, budget=BudgetLimits(max_seconds=0.4)) as models:
        assert error_kind(models) == LlmErrorKind.TIMED_OUT


def test_server_without_schemas_gets_the_schema_in_the_prompt(base: str) -> None:
    control(base, fault="no-schema", requests=0)
    with open_server(base) as models:
        for _ in range(2):
            assert len(models.open().ask("system", PROMPT, Findings).value.findings) == 2
    assert control(base)["requests"] == 4


def test_server_without_the_decisions_api_is_reported(base: str, models: ModelServer) -> None:
    control(base, fault="no-decisions")
    with pytest.raises(LlmError) as raised:
        models.open().predicate_probabilities("system", PROMPT, [Predicate("HC-1", "It breaks it.")])
    assert raised.value.kind == LlmErrorKind.ENDPOINT_MISSING


def test_closed_port_is_unreachable() -> None:
    with started() as url:
        pass
    with open_server(url) as models:
        assert error_kind(models) == LlmErrorKind.UNREACHABLE


def test_agent_loop_uses_the_same_budget(models: ModelServer) -> None:
    from langchain.agents import create_agent

    def look_up(query: str) -> str:
        """Look up clauses."""
        return f"HC-1 speaks of {query[:7]}"

    session = models.open()
    agent = create_agent(session.chat, tools=[look_up], system_prompt="You gather.")
    messages = agent.invoke({"messages": [HumanMessage("This turmeric tea cures diabetes.")]})["messages"]
    assert [message.type for message in messages] == ["human", "ai", "tool", "ai"]
    assert session.usage().calls == 2


def test_endless_agent_loop_ends_with_the_budget(base: str) -> None:
    from langchain.agents import create_agent

    def look_up(query: str) -> str:
        """Look up clauses."""
        return query

    control(base, fault="endless-tools")
    with open_server(base, budget=BudgetLimits(max_requests=3)) as models:
        agent = create_agent(models.open().chat, tools=[look_up])
        with pytest.raises(LlmError) as raised:
            agent.invoke({"messages": [HumanMessage(PROMPT)]})
    assert raised.value.kind == LlmErrorKind.OVER_BUDGET


def test_streamed_answer_equals_the_complete_one(base: str) -> None:
    from openai import OpenAI

    client = OpenAI(base_url=base, api_key="k", max_retries=0)
    complete = client.chat.completions.create(model="fake", messages=[{"role": "user", "content": PROMPT}])
    events = client.chat.completions.create(model="fake", messages=[{"role": "user", "content": PROMPT}], stream=True)
    pieces = [event.choices[0].delta.content or "" for event in events if event.choices]
    assert "".join(pieces) == complete.choices[0].message.content
    assert len(pieces) > 3
    client.close()


def test_server_ends_with_its_parent_process() -> None:
    program = (
        "import subprocess, sys\n"
        "command = [sys.executable, '-m', 'benchmarks.fake_openai']\n"
        "server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)\n"
        "print(server.stdout.readline().strip(), flush=True)\n"
        "sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        url = parent.stdout.readline().strip()
        control(url)
        os.kill(parent.pid, signal.SIGKILL)
    assert any(has_ended(url) for _ in range(200))
