"""Predicates are sent in few requests; only a probability under the right name is an answer."""

import json
from typing import Any

import httpx
import pytest
import respx

from domain.usage import Usage
from llm.errors import LlmError, LlmErrorKind
from llm.options import BudgetLimits, Price
from llm.predicates import MISSING_FOR_S, MissingEndpointCache, Predicate, PredicateProbability
from tests.llm.server_responses import DECISIONS, error_response, predicate_answer, predicate_response, server

TWO = (Predicate("HC-1", "It promises a cure."), Predicate("HC-2", "It is said by a doctor."))


def test_one_request_has_all_predicates_and_answers_keep_their_order(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(DECISIONS).mock(
        return_value=predicate_response(predicate_answer(0.9, "HC-1"), predicate_answer(1, "HC-2"))
    )
    session = server(prices={"quick": Price(input=1, output=0)}).open()
    assert session.predicate_probabilities("system", "user", TWO) == (
        PredicateProbability("HC-1", 0.9),
        PredicateProbability("HC-2", 1.0),
    )
    assert json.loads(route.calls.last.request.content) == {
        "model": "quick",
        "input": [
            {"type": "message", "role": "developer", "content": "system"},
            {"type": "message", "role": "user", "content": "user"},
        ],
        "questions": [
            {"type": "predicate", "name": "HC-1", "instructions": "It promises a cure."},
            {"type": "predicate", "name": "HC-2", "instructions": "It is said by a doctor."},
        ],
    }
    assert session.usage() == Usage(calls=1, input_tokens=50, cached_tokens=40, output_tokens=1, cost=0.00005)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([predicate_answer(0.9), predicate_answer(0.1)], (0.9, 0.1)),
        ([{"type": "refusal", "name": "HC-1"}, predicate_answer(0.1, "HC-2")], (None, 0.1)),
        ([predicate_answer(0.9, "HC-1")], (0.9, None)),
        ([], (None, None)),
        ([predicate_answer(0.9, "HC-2"), predicate_answer(0.1, "HC-1")], (None, None)),
        ([predicate_answer(0.9), predicate_answer(0.1), predicate_answer(0.2)], (0.9, 0.1)),
        ([predicate_answer("0.9"), predicate_answer(1.01)], (None, None)),
        ([predicate_answer(True), predicate_answer(-0.1)], (None, None)),
        ([predicate_answer(None), predicate_answer([])], (None, None)),
        ([{"type": "choice", "choice": True, "probabilities": []}, {"type": "novel", "probability": 1}], (None, None)),
        (["yes", None], (None, None)),
    ],
)
def test_only_a_probability_is_an_answer(
    httpx2_mock: respx.Router, answers: list[Any], expected: tuple[float | None, float | None]
) -> None:
    httpx2_mock.post(DECISIONS).mock(return_value=predicate_response(*answers))
    first, second = server().open().predicate_probabilities("system", "user", TWO)
    assert (first.probability, second.probability) == expected


def test_more_predicates_than_the_api_allows_are_sent_in_several_requests(httpx2_mock: respx.Router) -> None:
    def echo(request: httpx.Request) -> httpx.Response:
        return predicate_response(
            *(predicate_answer(0.5, question["name"]) for question in json.loads(request.content)["questions"])
        )

    route = httpx2_mock.post(DECISIONS).mock(side_effect=echo)
    many = [Predicate(f"C-{number}", "It is so.") for number in range(801)]
    assert server().open().predicate_probabilities("", "user", many) == tuple(
        PredicateProbability(predicate.name, 0.5) for predicate in many
    )
    assert [len(json.loads(call.request.content)["questions"]) for call in route.calls] == [400, 400, 1]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (error_response(401), LlmErrorKind.UNAUTHORISED),
        (httpx.Response(404, text="404 page not found"), LlmErrorKind.ENDPOINT_MISSING),
        (error_response(405), LlmErrorKind.ENDPOINT_MISSING),
        (error_response(404, "The model `quick` does not exist"), LlmErrorKind.UNKNOWN_MODEL),
        (error_response(429, headers={"retry-after-ms": "99999999"}), LlmErrorKind.RATE_LIMITED),
        (httpx.Response(200, text="<html>"), LlmErrorKind.ENDPOINT_MISSING),
        (httpx.Response(200, json={"answers": None}), LlmErrorKind.INVALID_RESPONSE),
        (httpx.Response(200, json={}), LlmErrorKind.INVALID_RESPONSE),
        (httpx.Response(200, json=[]), LlmErrorKind.INVALID_RESPONSE),
        (httpx.Response(200, content=b"{" * 1_000_001), LlmErrorKind.RESPONSE_TOO_LARGE),
    ],
)
def test_unusable_response_has_an_error_kind(
    httpx2_mock: respx.Router, answer: httpx.Response, expected: LlmErrorKind
) -> None:
    route = httpx2_mock.post(DECISIONS).mock(return_value=answer)
    with pytest.raises(LlmError) as raised:
        server().open().predicate_probabilities("system", "user", TWO)
    assert (raised.value.kind, route.call_count) == (expected, 1)


def test_response_without_usage_is_estimated_and_counted_as_unmetered(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(DECISIONS).mock(return_value=httpx.Response(200, json={"answers": [], "model": "quick"}))
    session = server().open()
    session.predicate_probabilities("s" * 8, "u" * 8, [Predicate("P", "p" * 4)])
    assert session.usage() == Usage(calls=1, input_tokens=5, unpriced=("quick",), unmetered=1)


def test_request_over_budget_is_not_sent() -> None:
    with pytest.raises(LlmError) as raised:
        server(budget=BudgetLimits(max_tokens=1)).open().predicate_probabilities("system", "user", TWO)
    assert raised.value.kind == LlmErrorKind.OVER_BUDGET


def test_without_a_decisions_model_nothing_is_sent() -> None:
    with pytest.raises(LlmError) as raised:
        server(decisions_model="").open().predicate_probabilities("system", "user", TWO)
    assert raised.value.kind == LlmErrorKind.NOT_CONFIGURED


def test_missing_endpoint_is_requested_once(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(DECISIONS).mock(return_value=httpx.Response(404, text="404 page not found"))
    models = server()
    for session in (models.open(), models.open()):
        with pytest.raises(LlmError) as raised:
            session.predicate_probabilities("system", "user", TWO)
        assert raised.value.kind is LlmErrorKind.ENDPOINT_MISSING
    assert (route.call_count, session.usage().calls) == (1, 0)


def test_only_a_missing_endpoint_is_remembered_and_only_for_a_while() -> None:
    now = 0.0
    cache = MissingEndpointCache(lambda: now)
    cache.remember(LlmError(LlmErrorKind.RATE_LIMITED, "too many"))
    cache.check()
    cache.remember(LlmError(LlmErrorKind.ENDPOINT_MISSING, "no /decisions"))
    with pytest.raises(LlmError, match="no /decisions") as raised:
        cache.check()
    assert raised.value.kind is LlmErrorKind.ENDPOINT_MISSING
    now = MISSING_FOR_S
    cache.check()
