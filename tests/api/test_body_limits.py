"""Limits for request bodies: their size, their speed and their shared memory; and for callers that read no answer."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.types import Message

from agent.service_settings import ServiceOptions
from api.body_limits import BodyMemory, LimitedBody
from api.middleware import CallerTooSlow, RequestContext
from api.problem import ApiError

OPTIONS = ServiceOptions(body_timeout_seconds=0.2, min_body_bytes_per_second=1_000)


def make_body(parts: Iterator[bytes], memory: BodyMemory, pause: float = 0.0) -> LimitedBody:
    async def receive() -> Message:
        await asyncio.sleep(pause)
        return {"type": "http.request", "body": next(parts), "more_body": True}

    return LimitedBody(receive, 1_000, OPTIONS, memory)


def read_until_error(body: LimitedBody) -> ApiError:
    async def read() -> None:
        while True:
            await body.receive()

    with pytest.raises(ApiError) as caught:
        asyncio.run(read())
    return caught.value


def endless(size: int) -> Iterator[bytes]:
    while True:
        yield b"x" * size


def test_all_bodies_share_one_memory_limit() -> None:
    memory = BodyMemory(1_500)
    first, second = make_body(endless(100), memory), make_body(endless(100), memory)
    asyncio.run(first.receive())
    error = read_until_error(first)
    assert (error.kind, memory.used_bytes) == ("payload-too-large", 1_000)
    error = read_until_error(second)
    assert (error.status_code, error.kind, error.headers) == (503, "busy", {"Retry-After": "5"})
    assert memory.used_bytes == 1_500
    with pytest.raises(ApiError, match="too many bodies at once"):
        make_body(endless(1), memory).check_announced_size(1)
    first.release()
    second.release()
    assert memory.used_bytes == 0
    make_body(endless(1), memory).check_announced_size(1_000)


@pytest.mark.parametrize(("size", "pause"), [(1, 0.05), (1, 0.5)])
def test_body_that_trickles_or_stops_times_out(size: int, pause: float) -> None:
    error = read_until_error(make_body(endless(size), BodyMemory(10_000), pause))
    assert (error.status_code, error.kind) == (408, "request-timeout")


def test_body_at_the_minimum_rate_does_not_time_out() -> None:
    assert read_until_error(make_body(endless(50), BodyMemory(10_000), 0.03)).kind == "payload-too-large"


def test_caller_that_is_being_answered_does_not_time_out() -> None:
    """A stream waits for its caller to disconnect, which may take longer than the timeout of a body."""

    async def disconnected() -> str:
        parts = iter([(0.0, {"type": "http.request", "body": b"x", "more_body": False})])

        async def receive() -> dict[str, object]:
            for pause, message in parts:
                await asyncio.sleep(pause)
                return message
            await asyncio.sleep(0.2)
            return {"type": "http.disconnect"}

        body = LimitedBody(receive, 10, ServiceOptions(body_timeout_seconds=0.05), BodyMemory(100))
        await body.receive()
        return str((await body.receive())["type"])

    assert asyncio.run(disconnected()) == "http.disconnect"


def test_caller_that_does_not_read_its_answer_is_given_up() -> None:
    async def read_nothing(_: Message) -> None:
        await asyncio.sleep(10)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def answer() -> None:
        scope = {"type": "http", "method": "GET", "headers": []}
        body = LimitedBody(receive, 10, OPTIONS, BodyMemory(100))
        await RequestContext(scope, receive, read_nothing, body, 0.05).send(
            {"type": "http.response.body", "body": b"x"}
        )

    with pytest.raises(CallerTooSlow):
        asyncio.run(answer())
