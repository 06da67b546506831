"""A request's body on its way in: its size, its pace, and the room that all bodies under way share."""

import asyncio
from dataclasses import dataclass
from time import perf_counter

from starlette.types import Message, Receive

from agent.service_settings import ServiceOptions
from api.problem import ApiError


@dataclass
class Room:
    """For the bodies of all requests that a process is at: `most` bytes at once."""

    most: int
    held: int = 0

    def require(self, more: int) -> None:
        """Raises ApiError where that much does not fit in now."""
        if self.held + more > self.most:
            told = "too many bodies are under way at once: send it again in a moment, or a batch in parts"
            raise ApiError(503, "busy", told, {"Retry-After": "5"})


class Body:
    """At most `most` bytes. Only the time that the caller is waited for counts as the caller's."""

    def __init__(self, receive: Receive, most: int, options: ServiceOptions, room: Room) -> None:
        self._receive, self._most, self._options, self._room = receive, most, options, room
        self._came, self._waited, self._whole = 0, 0.0, False

    def admit(self, announced: int) -> None:
        """Raises ApiError where what is announced is too much, so that it need not come."""
        self._require_small(announced)
        self._room.require(announced)

    async def next(self) -> Message:
        """Raises ApiError where it is too large or too slow, or there is no room for it."""
        if self._whole:  # this waits for the caller to go away
            return await self._receive()
        message = await self._timely()
        self._whole = not message.get("more_body", False)
        more = len(message.get("body", b""))
        self._require_small(self._came + more)
        self._room.require(more)
        self._came += more
        self._room.held += more
        return message

    def end(self) -> None:
        self._room.held -= self._came
        self._came = 0

    def _require_small(self, size: int) -> None:
        if size > self._most:
            told = f"a body has at most {self._most:,} bytes: send less, or a batch in parts"
            raise ApiError(413, "too-large", told)

    async def _timely(self) -> Message:
        """Each part in its time, and the whole at its rate: whoever drips would hold a request for hours."""
        patience, rate = self._options.body_seconds, self._options.body_rate
        begun = perf_counter()
        try:
            return await asyncio.wait_for(self._receive(), min(patience, patience + self._came / rate - self._waited))
        except TimeoutError as error:
            told = f"nothing came for {patience:g} s, or less than {rate:,.0f} bytes a second: send it again"
            raise ApiError(408, "too-slow", told) from error
        finally:
            self._waited += perf_counter() - begun
