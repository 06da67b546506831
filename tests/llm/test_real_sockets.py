"""The real client against a server in a process of its own: sockets, threads, faults, and an agent's loop."""

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
from llm.errors import Failing, LlmError
from llm.options import Budget, LlmOptions
from llm.predicate import Predicate
from llm.server import ModelServer

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PROMPT = "The clauses are HC-1 and HC-2.\nThis turmeric tea cures diabetes in a week."


class Finding(BaseModel):
    clause_id: Literal["HC-1", "HC-2"]
    broken: bool
    quote: str


class Findings(BaseModel):
    findings: list[Finding]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with started() as url:
        yield url


@pytest.fixture
def models(base: str) -> Iterator[ModelServer]:
    with opened(base) as server:
        yield server


def opened(base: str, **given: Any) -> ModelServer:
    options = LlmOptions(base_url=base, api_key=SecretStr("k"), chat_model="fake", decisions_model="fake", **given)
    return ModelServer(options, sleep=lambda _: None)


def gone(base: str) -> bool:
    try:
        control(base)
    except URLError:
        return True
    time.sleep(0.1)
    return False


def control(base: str, **given: Any) -> dict[str, Any]:
    url = base.removesuffix("v1") + "control"
    body = json.dumps(given).encode() if given else None
    told: dict[str, Any] = json.load(urlopen(Request(url, data=body), timeout=5))
    return told


@pytest.fixture(autouse=True)
def plain(base: str) -> None:
    control(base, delay=0, slots=0, fault="", times=-1, most_at_once=0)


def failing(models: ModelServer) -> Failing:
    with pytest.raises(LlmError) as raised:
        models.open().ask("system", PROMPT, Findings)
    return raised.value.kind


def test_a_plausible_answer_comes_for_each_clause_offered(models: ModelServer) -> None:
    session = models.open()
    reply = session.ask("system", PROMPT, Findings)
    assert [finding.clause_id for finding in reply.value.findings] == ["HC-1", "HC-2"]
    assert {finding.quote for finding in reply.value.findings} == {"This turmeric tea cures diabetes in a week."}
    assert models.open().ask("system", PROMPT, Findings) == reply
    usage = session.usage()
    assert (usage.calls, usage.input_tokens, usage.unmetered) == (1, 21, 0)


def test_sixteen_at_once_on_as_many_lines(base: str, models: ModelServer) -> None:
    control(base, delay=0.3)
    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda n: models.open().ask("system", f"Case {n}. {PROMPT}", Findings), range(48)))
    assert [len(reply.value.findings) for reply in replies] == [2] * 48
    assert control(base)["most_at_once"] == 16


def test_decisions_are_answered_one_for_one(models: ModelServer) -> None:
    asked = [Predicate(f"HC-{number}", f"It breaks rule {number}.") for number in range(450)]
    session = models.open()
    answers = session.decide("system", PROMPT, asked)
    assert [answer.name for answer in answers] == [predicate.name for predicate in asked]
    assert all(answer.probability is not None for answer in answers)
    assert session.usage().calls == 2


def test_what_two_prompts_begin_with_alike_is_cached(models: ModelServer) -> None:
    law = "The law of the land. " * 500
    models.open().ask(law, "One case.", Findings)
    session = models.open()
    session.ask(law, "Quite another case.", Findings)
    assert session.usage().cached_tokens == len(law) // 4 // 128 * 128


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("401", Failing.UNAUTHORISED),
        ("404", Failing.NO_ENDPOINT),
        ("429", Failing.RATE_LIMITED),
        ("500", Failing.UNAVAILABLE),
        ("cut", Failing.UNREACHABLE),
        ("empty", Failing.GARBLED),
        ("html", Failing.GARBLED),
        ("refusal", Failing.REFUSED),
        ("huge", Failing.OVERSIZED),
        ("prose", Failing.UNPARSABLE),
        ("truncated", Failing.UNPARSABLE),
        ("types", Failing.UNPARSABLE),
        ("tool-text", Failing.UNPARSABLE),
    ],
)
def test_a_fault_that_stays_has_a_name(base: str, models: ModelServer, fault: str, expected: Failing) -> None:
    control(base, fault=fault)
    assert failing(models) == expected


@pytest.mark.parametrize("fault", ["429-after", "500", "cut", "prose", "unknown-clause"])
def test_a_fault_that_passes_does_no_harm(base: str, models: ModelServer, fault: str) -> None:
    control(base, fault=fault, times=1)
    assert len(models.open().ask("system", PROMPT, Findings).value.findings) == 2


def test_a_server_that_hangs_costs_no_more_than_the_case_has(base: str) -> None:
    control(base, fault="hang")
    with opened(base, budget=Budget(seconds=0.4)) as models:
        assert failing(models) == Failing.TIMED_OUT


def test_a_server_without_schemas_is_told_in_words(base: str) -> None:
    control(base, fault="no-schema", requests=0)
    with opened(base) as models:
        for _ in range(2):
            assert len(models.open().ask("system", PROMPT, Findings).value.findings) == 2
    assert control(base)["requests"] == 4


def test_a_server_without_decisions_says_so(base: str, models: ModelServer) -> None:
    control(base, fault="no-decisions")
    with pytest.raises(LlmError) as raised:
        models.open().decide("system", PROMPT, [Predicate("HC-1", "It breaks it.")])
    assert raised.value.kind == Failing.NO_ENDPOINT


def test_nobody_listens() -> None:
    with started() as url:
        pass
    with opened(url) as models:
        assert failing(models) == Failing.UNREACHABLE


def test_an_agents_loop_goes_through_the_same_account(models: ModelServer) -> None:
    from langchain.agents import create_agent

    def look_up(query: str) -> str:
        """Look up clauses."""
        return f"HC-1 speaks of {query[:7]}"

    session = models.open()
    agent = create_agent(session.chat, tools=[look_up], system_prompt="You gather.")
    messages = agent.invoke({"messages": [HumanMessage("This turmeric tea cures diabetes.")]})["messages"]
    assert [message.type for message in messages] == ["human", "ai", "tool", "ai"]
    assert session.usage().calls == 2


def test_an_endless_loop_ends_with_the_budget(base: str) -> None:
    from langchain.agents import create_agent

    def look_up(query: str) -> str:
        """Look up clauses."""
        return query

    control(base, fault="endless-tools")
    with opened(base, budget=Budget(calls=3)) as models:
        agent = create_agent(models.open().chat, tools=[look_up])
        with pytest.raises(LlmError) as raised:
            agent.invoke({"messages": [HumanMessage(PROMPT)]})
    assert raised.value.kind == Failing.OVER_BUDGET


def test_it_streams(base: str) -> None:
    from openai import OpenAI

    client = OpenAI(base_url=base, api_key="k", max_retries=0)
    whole = client.chat.completions.create(model="fake", messages=[{"role": "user", "content": PROMPT}])
    events = client.chat.completions.create(model="fake", messages=[{"role": "user", "content": PROMPT}], stream=True)
    pieces = [event.choices[0].delta.content or "" for event in events if event.choices]
    assert "".join(pieces) == whole.choices[0].message.content
    assert len(pieces) > 3
    client.close()


def test_it_ends_with_its_parent() -> None:
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
    assert any(gone(url) for _ in range(200))
