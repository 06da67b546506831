"""A call is sent again where that is safe, after the right time, and otherwise the caller gets the problem."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from clausewise_client.async_operations import AsyncOperations
from clausewise_client.connection import AsyncConnection, Connection, Service
from clausewise_client.operations import Operations
from clausewise_client.problems import Busy, Conflict, InternalError, Problem, ServiceUnreachable
from clausewise_client.retries import RetryPolicy

SERVICE = Service("http://service", "cw_secret")
STEADY = RetryPolicy(draw=lambda: 0.0)
Answer = httpx.Response | type[httpx.TransportError]


def problem(status: int, kind: str, **headers: str) -> httpx.Response:
    members = {"type": f"urn:clausewise:problem:{kind}", "title": "T", "status": status, "detail": "D", "errors": []}
    return httpx.Response(status, json=members, headers=headers)


class Scripted:
    """Gives the answers in order, remembers the requests and the waits."""

    def __init__(self, *answers: Answer) -> None:
        self.answers, self.requests, self.waits = list(answers), list[httpx.Request](), list[float]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, httpx.Response):
            return answer
        raise answer("lost", request=request)

    def client(self, retries: RetryPolicy = STEADY) -> Operations:
        http = httpx.Client(transport=httpx.MockTransport(self))
        return Operations(Connection(http, SERVICE, retries, self.waits.append))

    async def wait(self, seconds: float) -> None:
        self.waits.append(seconds)


OK = {"decision_id": "dec_1"}


def ok() -> httpx.Response:
    return httpx.Response(200, json=OK)


def call_decide(client: Operations) -> Any:
    return client.decide({"id": "c"})


def call_review(client: Operations) -> Any:
    return client.review_decision("dec_1", {"action": "uphold", "reason": "R"}, if_match="1")


def call_read(client: Operations) -> Any:
    return client.get_decision("dec_1")


@pytest.mark.parametrize("call", [call_decide, call_review, call_read])
@pytest.mark.parametrize("status", [429, 503])
def test_refused_call_comes_back_after_the_time_that_the_service_names(
    call: Callable[[Operations], Any], status: int
) -> None:
    scripted = Scripted(problem(status, "busy", **{"Retry-After": "7"}), problem(status, "busy"), ok())
    assert call(scripted.client()) == OK
    assert scripted.waits == [7.0, 1.0]


@pytest.mark.parametrize("lost", [httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.ReadError])
def test_lost_answer_is_asked_for_again_only_where_nothing_can_double(lost: type[httpx.TransportError]) -> None:
    assert call_read(Scripted(lost, ok()).client()) == OK
    scripted = Scripted(lost, problem(500, "internal-error"), ok())
    assert call_decide(scripted.client()) == OK
    keys = [request.headers["Idempotency-Key"] for request in scripted.requests]
    assert len({*keys}) == 1
    assert len(keys) == 3
    unsafe = Scripted(lost, ok())
    with pytest.raises(ServiceUnreachable, match=lost.__name__):
        call_review(unsafe.client())
    assert len(unsafe.requests) == 1
    failed = Scripted(problem(500, "internal-error"), ok())
    with pytest.raises(InternalError):
        call_review(failed.client())


def test_call_that_was_never_sent_is_sent_again() -> None:
    scripted = Scripted(httpx.ConnectError, httpx.ConnectTimeout, ok())
    assert call_review(scripted.client()) == OK
    assert scripted.waits == [0.5, 1.0]


def test_attempts_end() -> None:
    scripted = Scripted(*(problem(503, "busy") for _ in range(4)))
    with pytest.raises(Busy):
        call_read(scripted.client())
    assert (scripted.waits, len(scripted.requests)) == ([0.5, 1.0, 2.0], 4)
    down = Scripted(*[httpx.ConnectError] * 4)
    with pytest.raises(ServiceUnreachable):
        call_read(down.client())
    assert len(down.requests) == 4
    with pytest.raises(Busy):
        call_read(Scripted(problem(503, "busy")).client(RetryPolicy(attempts=1)))


def test_too_long_a_wait_is_the_callers() -> None:
    scripted = Scripted(problem(429, "busy", **{"Retry-After": "3600"}))
    with pytest.raises(Busy):
        call_read(scripted.client())
    assert scripted.waits == []


@pytest.mark.parametrize("text", ["Wed, 21 Oct 2026 07:28:00 GMT", "-3", "1e9", "²", ""])
def test_other_retry_after_counts_as_not_given(text: str) -> None:
    scripted = Scripted(problem(503, "busy", **{"Retry-After": text.encode("ascii", "replace").decode()}), ok())
    assert call_read(scripted.client()) == OK
    assert scripted.waits == [0.5]


@pytest.mark.parametrize("status", [301, 400, 401, 404, 409, 422])
def test_other_answer_is_final(status: int) -> None:
    scripted = Scripted(problem(status, "conflict"), ok())
    with pytest.raises(Conflict) as caught:
        call_read(scripted.client())
    assert (caught.value.status, len(scripted.requests)) == (status, 1)


def test_wait_has_a_random_part_and_a_longest() -> None:
    assert RetryPolicy(draw=lambda: 1.0)._backoff(1) == 0.25
    assert STEADY._backoff(20) == 30.0


def test_two_calls_have_two_keys_and_a_given_one_is_used() -> None:
    scripted = Scripted(ok(), ok(), ok())
    client = scripted.client()
    client.decide({"id": "c"})
    client.create_batch([{"id": "c"}])
    client.assess_creator("cr_1", idempotency_key="mine")
    first, second, given = (request.headers["Idempotency-Key"] for request in scripted.requests)
    assert first != second
    assert given == "mine"
    assert {request.headers["Authorization"] for request in scripted.requests} == {"Bearer cw_secret"}
    assert "cw_secret" not in repr(SERVICE)


def test_the_same_holds_with_asyncio() -> None:
    async def run(scripted: Scripted) -> Any:
        async with httpx.AsyncClient(transport=httpx.MockTransport(scripted)) as http:
            return await AsyncOperations(AsyncConnection(http, SERVICE, STEADY, scripted.wait)).get_decision("dec_1")

    scripted = Scripted(httpx.ReadTimeout, problem(503, "busy", **{"Retry-After": "7"}), ok())
    assert asyncio.run(run(scripted)) == OK
    assert scripted.waits == [0.5, 7.0]
    with pytest.raises(Problem):
        asyncio.run(run(Scripted(problem(404, "not-found"))))
    with pytest.raises(ServiceUnreachable):
        asyncio.run(run(Scripted(*[httpx.ReadTimeout] * 4)))
