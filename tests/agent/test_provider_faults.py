"""Whatever the provider does, the case ends in a decision that says what was degraded, and nobody made up."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import httpx2
import pytest
import respx

from agent.adjudicator import NoDecisionLog
from agent.build import Clausewise, build
from domain.decision import Decision
from domain.verdict import Outcome, ReviewCode
from llm.errors import LlmError
from llm.options import Budget
from tests.agent.judges.judge_inputs import ON
from tests.agent.judges.shop import said
from tests.llm.answers import CHAT, DECISIONS, Naps, chat, decision, predicate, refused, server

pytestmark = pytest.mark.httpx2(assert_all_called=False)
LINE = "this tea cured my diabetes in two weeks"
CASE = said(LINE, creator_id="cr_maya")
OPEN = {"local_band": {"low": 0.0, "high": 1.0}}  # the embedded judge leaves everything to the models
Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


def asked(request: httpx.Request) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(request.content)
    return told


def unsure(request: httpx.Request) -> httpx.Response:
    """A decisions model that leaves every clause to the next."""
    return decision(*(predicate(0.5, question["name"]) for question in asked(request)["questions"]))


def finding(clause: str, **given: Any) -> dict[str, Any]:
    plain = {"clause_id": clause, "reasoning": "So.", "bearing": "caught", "probability": 0.99, "counterpoint": ""}
    return plain | {"quotes": [{"item_id": "i1", "text": LINE}]} | given


NOT_EXCUSED = finding("CLM-9", bearing="not_caught", probability=0.01, quotes=[])


def found(*findings: dict[str, Any]) -> httpx.Response:
    return chat(json.dumps({"findings": findings, "look_up": []}))


def decide(
    shop: Clausewise, mock: respx.Router, talk: Answer, quick: Answer = unsure, judge: str = "auto", **given: Any
) -> tuple[Decision, Naps]:
    for url, answer in ((CHAT, talk), (DECISIONS, quick)):
        route = mock.post(url)
        if isinstance(answer, httpx.Response):
            route.mock(return_value=answer)
        else:
            route.mock(side_effect=answer)
    naps = Naps()
    models = server(naps, **{**OPEN, **given})
    joined = build(shop.corpus.settings, NoDecisionLog(), judge=judge, models=models)
    try:
        return joined.adjudicator.decide(CASE, ON), naps
    finally:
        models.close()


FAULTS: dict[str, tuple[Answer, str]] = {
    "401": (refused(401, "bad key"), "OPENAI_API_KEY"),
    "429": (refused(429), "429"),
    "429 with Retry-After": (refused(429, headers={"Retry-After": "3"}), "429"),
    "500": (refused(500), "answered 500"),
    "timeout": (httpx2.ReadTimeout("slow"), "no whole answer"),
    "connection cut": (httpx2.RemoteProtocolError("cut"), "could not be asked"),
    "empty choices": (httpx.Response(200, json={"id": "c", "object": "chat.completion", "choices": []}), "format"),
    "refusal": (chat(None, refusal="I can't help with that."), "refused"),
    "content filter": (chat("", finish="content_filter"), "refused"),
    "truncated JSON": (chat('{"findings": [{"clause'), "asked twice"),
    "broke off": (chat('{"findings": [', finish="length"), "broke off"),
    "wrong types": (chat('{"findings": "none", "look_up": 7}'), "asked twice"),
    "prose": (chat("VERDICT: no violation. All clauses are kept."), "asked twice"),
    "1 MB": (chat("x" * 1_100_000), "more than"),
    "HTML": (httpx.Response(200, text="<html>router</html>"), "format"),
    "tool calls as text": (chat('<tool_call>{"name": "search_clauses"}</tool_call>'), "asked twice"),
}
MENDED_BY_SETTINGS = ("OPENAI_API_KEY", "could not be asked")


@pytest.mark.parametrize(("answer", "told"), FAULTS.values(), ids=FAULTS.keys())
def test_the_cascade_falls_back_on_what_was_said_before(
    shop: Clausewise, httpx2_mock: respx.Router, answer: Answer, told: str
) -> None:
    """The decisions model was unsure of everything, and the chat model fails: a person must look."""
    decided, _ = decide(shop, httpx2_mock, answer)
    assert decided.verdict.outcome is Outcome.NEEDS_REVIEW
    degraded = {d.component: d.reason for d in decided.trace.degraded}
    assert told in degraded["llm"]
    assert "writer" in degraded
    assert decided.trace.writer == "template"
    assert "sk-secret" not in decided.model_dump_json()


@pytest.mark.parametrize(("answer", "told"), FAULTS.values(), ids=FAULTS.keys())
def test_with_no_model_left_the_embedded_judge_decides(
    shop: Clausewise, httpx2_mock: respx.Router, answer: Answer, told: str
) -> None:
    local = replace(shop.adjudicator, record=NoDecisionLog()).decide(CASE, ON)
    decided, _ = decide(shop, httpx2_mock, answer, answer)
    assert decided.verdict.outcome is local.verdict.outcome
    assert {"llm", "decisions"} <= {d.component for d in decided.trace.degraded} or "OPENAI_API_KEY" in told
    assert {f.judge for f in decided.verdict.findings} <= {"rules", "local"}


@pytest.mark.parametrize(("answer", "told"), FAULTS.values(), ids=FAULTS.keys())
def test_a_judge_by_name_leaves_to_a_person_what_it_could_not_judge(
    shop: Clausewise, httpx2_mock: respx.Router, answer: Answer, told: str
) -> None:
    if told in MENDED_BY_SETTINGS:
        with pytest.raises(LlmError, match=told):
            decide(shop, httpx2_mock, answer, judge="llm")
        return
    decided, _ = decide(shop, httpx2_mock, answer, judge="llm")
    assert decided.verdict.outcome is Outcome.NEEDS_REVIEW
    assert ReviewCode.MODEL_FAILED in [reason.code for reason in decided.verdict.review_reasons]
    assert told in "".join(d.reason for d in decided.trace.degraded)


def test_an_unknown_clause_is_not_heard(shop: Clausewise, httpx2_mock: respx.Router) -> None:
    decided, _ = decide(shop, httpx2_mock, found(finding("ZZZ-999")), judge="llm")
    assert decided.verdict.outcome is Outcome.NEEDS_REVIEW
    assert "ZZZ-999" not in decided.model_dump_json()


def test_a_made_up_quote_is_struck_and_convicts_nobody(shop: Clausewise, httpx2_mock: respx.Router) -> None:
    lie = finding("CLM-1", quotes=[{"item_id": "i1", "text": "it heals everything"}])
    decided, _ = decide(shop, httpx2_mock, found(lie, NOT_EXCUSED), judge="llm")
    assert decided.verdict.outcome is Outcome.NEEDS_REVIEW
    assert ReviewCode.NO_VERIFIED_QUOTE in [reason.code for reason in decided.verdict.review_reasons]
    assert [quote.text for quote in decided.trace.rejected_quotes] == ["it heals everything"]


def test_a_server_without_decisions_is_judged_by_its_chat_model(shop: Clausewise, httpx2_mock: respx.Router) -> None:
    answer = found(finding("CLM-1"), NOT_EXCUSED)
    decided, _ = decide(shop, httpx2_mock, answer, httpx.Response(404, text="404 page not found"))
    assert decided.verdict.outcome is Outcome.VIOLATION
    assert "CLAUSEWISE_LLM__DECISIONS_MODEL to nothing" in decided.trace.degraded[0].reason


def test_a_decisions_model_that_is_sure_needs_no_chat_model(shop: Clausewise, httpx2_mock: respx.Router) -> None:
    def sure(request: httpx.Request) -> httpx.Response:
        named = [question["name"] for question in asked(request)["questions"]]
        return decision(*(predicate(0.97 if name == "CLM-1" else 0.01, name) for name in named))

    decided, _ = decide(shop, httpx2_mock, refused(401), sure)
    assert decided.verdict.outcome is Outcome.VIOLATION
    assert decided.verdict.findings[0].judge == "decisions"
    assert [d.component for d in decided.trace.degraded] == ["writer"]


def test_endless_tool_calls_end(shop: Clausewise, httpx2_mock: respx.Router) -> None:
    """The judge wants something looked up, and then the model calls tools for ever."""
    call = {"id": "call_1", "type": "function"}
    call["function"] = {"name": "read_clause", "arguments": '{"clause_id": "CLM-1"}'}  # type: ignore[assignment]

    def answer(request: httpx.Request) -> httpx.Response:
        if asked(request).get("tools"):
            return chat(None, finish="tool_calls", tool_calls=[call])
        return chat(json.dumps({"findings": [finding("CLM-1")], "look_up": ["what is an illness?"]}))

    decided, _ = decide(shop, httpx2_mock, answer, judge="llm")
    assert 1 <= len(decided.trace.tool_calls) <= 8
    assert decided.trace.usage.calls <= 12
    assert decided.verdict.outcome is not Outcome.NO_VIOLATION


def test_the_wait_that_the_server_asks_for_is_kept_within_the_case_s_time(
    shop: Clausewise, httpx2_mock: respx.Router
) -> None:
    limited = refused(429, headers={"Retry-After": "3"})
    _, naps = decide(shop, httpx2_mock, limited, limited)
    assert set(naps.taken) == {3.0}
    _, hurried = decide(shop, httpx2_mock, limited, limited, budget=Budget(seconds=2.0))
    assert hurried.taken == []


def test_a_budget_of_one_call_is_kept(shop: Clausewise, httpx2_mock: respx.Router) -> None:
    decided, _ = decide(shop, httpx2_mock, found(finding("CLM-1")), budget=Budget(calls=1))
    assert decided.trace.usage.calls == 1
    assert decided.verdict.outcome is Outcome.NEEDS_REVIEW
    assert {d.component for d in decided.trace.degraded} == {"llm", "writer"}
