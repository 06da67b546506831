"""Bodies on their way in: how much of them there is room for, and how slowly they may come."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.types import Message

from agent.service_settings import ServiceOptions
from api.body_limits import Body, Room
from api.problem import ApiError

OPTIONS = ServiceOptions(body_seconds=0.2, body_rate=1_000)


def body(parts: Iterator[bytes], room: Room, pause: float = 0.0) -> Body:
    async def receive() -> Message:
        await asyncio.sleep(pause)
        return {"type": "http.request", "body": next(parts), "more_body": True}

    return Body(receive, 1_000, OPTIONS, room)


def refused(body: Body) -> ApiError:
    async def read() -> None:
        while True:
            await body.next()

    with pytest.raises(ApiError) as caught:
        asyncio.run(read())
    return caught.value


def endless(size: int) -> Iterator[bytes]:
    while True:
        yield b"x" * size


def test_there_is_room_for_so_many_bytes_of_all_bodies() -> None:
    room = Room(1_500)
    first, second = body(endless(100), room), body(endless(100), room)
    asyncio.run(first.next())
    told = refused(first)
    assert (told.kind, room.held) == ("too-large", 1_000)
    told = refused(second)
    assert (told.status_code, told.kind, told.headers, room.held) == (503, "busy", {"Retry-After": "5"}, 1_500)
    with pytest.raises(ApiError, match="under way"):
        body(endless(1), room).admit(1)
    first.end()
    second.end()
    assert room.held == 0
    body(endless(1), room).admit(1_000)


@pytest.mark.parametrize(("size", "pause"), [(1, 0.05), (1, 0.5)])
def test_what_drips_or_stops_is_too_slow(size: int, pause: float) -> None:
    told = refused(body(endless(size), Room(10_000), pause))
    assert (told.status_code, told.kind) == (408, "too-slow")


def test_what_comes_at_the_rate_may_take_its_time() -> None:
    assert refused(body(endless(50), Room(10_000), 0.03)).kind == "too-large"


def test_whoever_is_being_answered_is_not_hurried() -> None:
    """A stream waits for its caller to go away, which may take longer than any part of a body."""

    async def went_away() -> str:
        parts = iter([(0.0, {"type": "http.request", "body": b"x", "more_body": False})])

        async def receive() -> dict[str, object]:
            for pause, message in parts:
                await asyncio.sleep(pause)
                return message
            await asyncio.sleep(0.2)
            return {"type": "http.disconnect"}

        body = Body(receive, 10, ServiceOptions(body_seconds=0.05), Room(100))
        await body.next()
        return str((await body.next())["type"])

    assert asyncio.run(went_away()) == "http.disconnect"
