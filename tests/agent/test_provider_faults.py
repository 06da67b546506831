"""Provider faults end in a decision that names the degraded component and contains nothing invented."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import httpx2
import pytest
import respx

from agent.build import Clausewise, build
from domain.decision import Decision
from domain.verdict import Outcome, ReviewCode
from llm.errors import LlmError
from llm.options import BudgetLimits
from tests.agent.judges.judge_inputs import AS_OF
from tests.agent.judges.shop import make_case
from tests.llm.server_responses import (
    CHAT,
    DECISIONS,
    SleepRecorder,
    chat_response,
    error_response,
    predicate_answer,
    predicate_response,
    server,
)

NO_DECISIONS = httpx.Response(404, text="404 page not found")
pytestmark = pytest.mark.httpx2(assert_all_called=False)
LINE = "this tea cured my diabetes in two weeks"
CASE = make_case(LINE, creator_id="cr_maya")
Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


def body_of(request: httpx.Request) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(request.content)
    return body


def finding(clause: str, **changes: Any) -> dict[str, Any]:
    fields = {"clause_id": clause, "reasoning": "So.", "bearing": "caught", "probability": 0.99}
    return fields | {"quotes": [{"item_id": "i1", "text": LINE}]} | changes


def findings_response(*findings: dict[str, Any]) -> httpx.Response:
    return chat_response(json.dumps({"findings": findings, "look_up": []}))


def decide(
    shop: Clausewise,
    mock: respx.Router,
    chat: Answer,
    decisions: Answer = NO_DECISIONS,
    judge: str = "auto",
    **options: Any,
) -> tuple[Decision, SleepRecorder]:
    for url, answer in ((CHAT, chat), (DECISIONS, decisions)):
        route = mock.post(url)
        if isinstance(answer, httpx.Response):
            route.mock(return_value=answer)
        else:
            route.mock(side_effect=answer)
    sleeps = SleepRecorder()
    models = server(sleeps, **options)
    clausewise = build(shop.corpus.settings, judge=judge, models=models)
    try:
        return clausewise.adjudicator.decide(CASE, AS_OF), sleeps
    finally:
        models.close()


FAULTS: dict[str, tuple[Answer, str]] = {
    "401": (error_response(401, "bad key"), "OPENAI_API_KEY"),
    "429": (error_response(429), "429"),
    "429 with Retry-After": (error_response(429, headers={"Retry-After": "3"}), "429"),
    "500": (error_response(500), "answered 500"),
    "timeout": (httpx2.ReadTimeout("slow"), "no complete answer"),
    "connection cut": (httpx2.RemoteProtocolError("cut"), "could not be reached"),
    "empty choices": (httpx.Response(200, json={"id": "c", "object": "chat.completion", "choices": []}), "no choices"),
    "refusal": (chat_response(None, refusal="I can't help with that."), "refused"),
    "content filter": (chat_response("", finish="content_filter"), "refused"),
    "truncated JSON": (chat_response('{"findings": [{"clause'), "in two attempts"),
    "truncated reply": (chat_response('{"findings": [', finish="length"), "truncated"),
    "wrong types": (chat_response('{"findings": "none", "look_up": 7}'), "in two attempts"),
    "prose": (chat_response("VERDICT: no violation. All clauses are satisfied."), "in two attempts"),
    "1 MB": (chat_response("x" * 1_100_000), "more than"),
    "HTML": (httpx.Response(200, text="<html>router</html>"), "a web page answers"),
    "tool calls as text": (chat_response('<tool_call>{"name": "search_clauses"}</tool_call>'), "in two attempts"),
}
CONFIGURATION_FAULTS = ("OPENAI_API_KEY", "could not be reached", "a web page answers")


def assert_same_verdict(decision: Decision, local: Decision, *, refused: bool) -> None:
    """The findings and the outcome of the embedded judge. A refusal is a reason for review besides."""
    expected, verdict = local.verdict, decision.verdict
    assert (verdict.outcome, verdict.findings) == (expected.outcome, expected.findings)
    assert {reason.code for reason in verdict.review_reasons} == ({ReviewCode.MODEL_REFUSED} if refused else set())


@pytest.mark.parametrize(("answer", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_embedded_judge_decides_when_the_chat_model_fails(
    shop: Clausewise, httpx2_mock: respx.Router, answer: Answer, message: str
) -> None:
    local = shop.adjudicator.decide(CASE, AS_OF)
    decision, _ = decide(shop, httpx2_mock, answer)
    assert_same_verdict(decision, local, refused="refused" in message)
    degraded = {d.component: d.reason for d in decision.trace.degraded}
    assert message in degraded["llm"]
    assert ("writer" in degraded) == (decision.verdict.outcome is Outcome.VIOLATION)
    assert decision.trace.writer == "template"
    assert "sk-secret" not in decision.model_dump_json()


@pytest.mark.parametrize(("answer", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_named_judge_that_fails_needs_human_review(
    shop: Clausewise, httpx2_mock: respx.Router, answer: Answer, message: str
) -> None:
    if message in CONFIGURATION_FAULTS:
        with pytest.raises(LlmError, match=message):
            decide(shop, httpx2_mock, answer, judge="llm")
        return
    decision, _ = decide(shop, httpx2_mock, answer, judge="llm")
    assert decision.verdict.outcome is Outcome.NEEDS_REVIEW
    code = ReviewCode.MODEL_REFUSED if "refused" in message else ReviewCode.MODEL_FAILED
    assert [reason.code for reason in decision.verdict.review_reasons] == [code]
    assert message in "".join(d.reason for d in decision.trace.degraded)


def test_unknown_clause_in_the_answer_is_not_cited_and_no_pass(shop: Clausewise, httpx2_mock: respx.Router) -> None:
    decision, _ = decide(shop, httpx2_mock, findings_response(finding("ZZZ-999")), judge="llm")
    assert decision.verdict.outcome is Outcome.NEEDS_REVIEW
    assert "ZZZ-999" not in {f.clause_id for f in decision.verdict.findings}
    assert "the model answered on ZZZ-999, which is no clause in force" in decision.trace.degraded[0].reason


def test_invented_quote_is_rejected_and_proves_no_violation(shop: Clausewise, httpx2_mock: respx.Router) -> None:
    invented = finding("CLM-1", quotes=[{"item_id": "i1", "text": "it heals everything"}])
    decision, _ = decide(shop, httpx2_mock, findings_response(invented), judge="llm")
    assert decision.verdict.outcome is Outcome.NEEDS_REVIEW
    assert ReviewCode.NO_VERIFIED_QUOTE in [reason.code for reason in decision.verdict.review_reasons]
    assert [quote.text for quote in decision.trace.rejected_quotes] == ["it heals everything"]


def test_decisions_model_judges_only_where_it_is_named(shop: Clausewise, httpx2_mock: respx.Router) -> None:
    def sure(request: httpx.Request) -> httpx.Response:
        names = [question["name"] for question in body_of(request)["questions"]]
        return predicate_response(*(predicate_answer(0.97 if name == "CLM-1" else 0.01, name) for name in names))

    decision, _ = decide(shop, httpx2_mock, error_response(401), sure, judge="decisions")
    assert decision.verdict.outcome is Outcome.VIOLATION
    assert decision.verdict.findings[0].judge == "decisions"
    assert [d.component for d in decision.trace.degraded] == ["writer"]
    cascade, _ = decide(shop, httpx2_mock, findings_response(finding("CLM-1")), sure)
    assert {f.judge for f in cascade.verdict.findings} == {"llm"}


def test_endless_tool_calls_are_limited(shop: Clausewise, httpx2_mock: respx.Router) -> None:
    """The judge has a follow-up query, and the model then never stops calling tools."""
    call = {"id": "call_1", "type": "function"}
    call["function"] = {"name": "read_clause", "arguments": '{"clause_id": "CLM-1"}'}  # type: ignore[assignment]

    def answer(request: httpx.Request) -> httpx.Response:
        if body_of(request).get("tools"):
            return chat_response(None, finish="tool_calls", tool_calls=[call])
        return chat_response(json.dumps({"findings": [finding("CLM-1")], "look_up": ["what is an illness?"]}))

    decision, _ = decide(shop, httpx2_mock, answer, judge="llm")
    assert 1 <= len(decision.trace.tool_calls) <= 8
    assert decision.trace.usage.calls <= 12
    assert decision.verdict.outcome is not Outcome.NO_VIOLATION


def test_retry_after_is_followed_within_the_case_deadline(shop: Clausewise, httpx2_mock: respx.Router) -> None:
    limited = error_response(429, headers={"Retry-After": "3"})
    _, sleeps = decide(shop, httpx2_mock, limited, limited)
    assert set(sleeps.waits) == {3.0}
    _, short = decide(shop, httpx2_mock, limited, limited, budget=BudgetLimits(max_seconds=2.0))
    assert short.waits == []


def test_budget_of_one_call_is_respected(shop: Clausewise, httpx2_mock: respx.Router) -> None:
    decision, _ = decide(shop, httpx2_mock, findings_response(finding("CLM-1")), budget=BudgetLimits(max_requests=1))
    assert decision.trace.usage.calls == 1
    assert decision.verdict.findings[0].judge == "llm"
    assert [d.component for d in decision.trace.degraded] == ["writer"]
