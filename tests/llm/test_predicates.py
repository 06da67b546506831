"""Predicates go out in few requests; whatever is no probability for the right name is no answer."""

import json
from typing import Any

import httpx
import pytest
import respx

from domain.usage import Usage
from llm.errors import Failing, LlmError
from llm.options import Budget, Price
from llm.predicate import Estimate, Predicate
from tests.llm.answers import DECISIONS, decision, predicate, refused, server

TWO = (Predicate("HC-1", "It promises a cure."), Predicate("HC-2", "It is said by a doctor."))


def test_one_request_asks_everything_and_the_answers_come_in_order(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(DECISIONS).mock(return_value=decision(predicate(0.9, "HC-1"), predicate(1, "HC-2")))
    session = server(prices={"quick": Price(input=1, output=0)}).open()
    assert session.decide("system", "user", TWO) == (Estimate("HC-1", 0.9), Estimate("HC-2", 1.0))
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
        ([predicate(0.9), predicate(0.1)], (0.9, 0.1)),
        ([{"type": "refusal", "name": "HC-1"}, predicate(0.1, "HC-2")], (None, 0.1)),
        ([predicate(0.9, "HC-1")], (0.9, None)),
        ([], (None, None)),
        ([predicate(0.9, "HC-2"), predicate(0.1, "HC-1")], (None, None)),
        ([predicate(0.9), predicate(0.1), predicate(0.2)], (0.9, 0.1)),
        ([predicate("0.9"), predicate(1.01)], (None, None)),
        ([predicate(True), predicate(-0.1)], (None, None)),
        ([predicate(None), predicate([])], (None, None)),
        ([{"type": "choice", "choice": True, "probabilities": []}, {"type": "novel", "probability": 1}], (None, None)),
        (["yes", None], (None, None)),
    ],
)
def test_what_is_no_probability_is_no_answer(
    httpx2_mock: respx.Router, answers: list[Any], expected: tuple[float | None, float | None]
) -> None:
    httpx2_mock.post(DECISIONS).mock(return_value=decision(*answers))
    first, second = server().open().decide("system", "user", TWO)
    assert (first.probability, second.probability) == expected


def test_more_than_the_api_takes_are_asked_in_several_requests(httpx2_mock: respx.Router) -> None:
    def echo(request: httpx.Request) -> httpx.Response:
        return decision(*(predicate(0.5, question["name"]) for question in json.loads(request.content)["questions"]))

    route = httpx2_mock.post(DECISIONS).mock(side_effect=echo)
    many = [Predicate(f"C-{number}", "It is so.") for number in range(801)]
    assert server().open().decide("", "user", many) == tuple(Estimate(it.name, 0.5) for it in many)
    assert [len(json.loads(call.request.content)["questions"]) for call in route.calls] == [400, 400, 1]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refused(401), Failing.UNAUTHORISED),
        (httpx.Response(404, text="404 page not found"), Failing.NO_ENDPOINT),
        (refused(405), Failing.NO_ENDPOINT),
        (refused(404, "The model `quick` does not exist"), Failing.UNKNOWN_MODEL),
        (refused(429, headers={"retry-after-ms": "99999999"}), Failing.RATE_LIMITED),
        (httpx.Response(200, text="<html>"), Failing.GARBLED),
        (httpx.Response(200, json={"answers": None}), Failing.GARBLED),
        (httpx.Response(200, json={}), Failing.GARBLED),
        (httpx.Response(200, json=[]), Failing.GARBLED),
        (httpx.Response(200, content=b"{" * 1_000_001), Failing.OVERSIZED),
    ],
)
def test_an_answer_that_is_none_has_a_name(
    httpx2_mock: respx.Router, answer: httpx.Response, expected: Failing
) -> None:
    route = httpx2_mock.post(DECISIONS).mock(return_value=answer)
    with pytest.raises(LlmError) as raised:
        server().open().decide("system", "user", TWO)
    assert (raised.value.kind, route.call_count) == (expected, 1)


def test_an_answer_without_usage_is_estimated_and_said_to_be(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(DECISIONS).mock(return_value=httpx.Response(200, json={"answers": [], "model": "quick"}))
    session = server().open()
    session.decide("s" * 8, "u" * 8, [Predicate("P", "p" * 4)])
    assert session.usage() == Usage(calls=1, input_tokens=5, unpriced=("quick",), unmetered=1)


def test_a_question_over_the_budget_is_never_sent() -> None:
    with pytest.raises(LlmError) as raised:
        server(budget=Budget(tokens=1)).open().decide("system", "user", TWO)
    assert raised.value.kind == Failing.OVER_BUDGET


def test_without_a_model_for_it_nothing_is_asked() -> None:
    with pytest.raises(LlmError) as raised:
        server(decisions_model="").open().decide("system", "user", TWO)
    assert raised.value.kind == Failing.NOT_CONFIGURED


def test_an_endpoint_that_is_not_there_is_asked_for_once(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(DECISIONS).mock(return_value=httpx.Response(404, text="404 page not found"))
    models = server()
    for session in (models.open(), models.open()):
        with pytest.raises(LlmError) as raised:
            session.decide("system", "user", TWO)
        assert raised.value.kind is Failing.NO_ENDPOINT
    assert (route.call_count, session.usage().calls) == (1, 0)
