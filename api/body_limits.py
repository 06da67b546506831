"""Limits for a request body as it arrives: its size, its speed, and the memory that all bodies share."""

import asyncio
from dataclasses import dataclass
from time import perf_counter

from starlette.types import Message, Receive

from agent.service_settings import ServiceOptions
from api.compressed_body import GzipBody
from api.problem import ApiError


@dataclass
class BodyMemory:
    """The bytes of all request bodies that one process holds: at most `max_bytes`."""

    max_bytes: int
    used_bytes: int = 0

    def require_free(self, size: int) -> None:
        """Raises ApiError if `size` more bytes do not fit now."""
        if self.used_bytes + size > self.max_bytes:
            detail = "the service is reading too many bodies at once: retry in a moment, or send smaller batches"
            raise ApiError(503, "busy", detail, {"Retry-After": "5"})


class LimitedBody:
    """Receives a body of at most `max_bytes`. Only time spent waiting for the caller counts against the caller."""

    def __init__(self, receive: Receive, max_bytes: int, options: ServiceOptions, memory: BodyMemory) -> None:
        self._receive, self._max_bytes, self._options, self._memory = receive, max_bytes, options, memory
        self._received_bytes, self._waited_seconds, self._complete = 0, 0.0, False

    def unfold(self) -> None:
        """The body comes as gzip: its limits count what it unfolds to."""
        self._receive = GzipBody(self._receive).receive

    def check_announced_size(self, size: int) -> None:
        """Raises ApiError if the announced size is too large, before any of the body is read."""
        self._require_size(size)
        self._memory.require_free(size)

    async def receive(self) -> Message:
        """Raises ApiError if the body is too large or too slow, or if no memory is left for it."""
        if self._complete:  # wait for the caller to disconnect
            return await self._receive()
        message = await self._receive_in_time()
        self._complete = not message.get("more_body", False)
        size = len(message.get("body", b""))
        self._require_size(self._received_bytes + size)
        self._memory.require_free(size)
        self._received_bytes += size
        self._memory.used_bytes += size
        return message

    def release(self) -> None:
        self._memory.used_bytes -= self._received_bytes
        self._received_bytes = 0

    def _require_size(self, size: int) -> None:
        if size > self._max_bytes:
            detail = f"a body has at most {self._max_bytes:,} bytes: send less, or split the batch"
            raise ApiError(413, "payload-too-large", detail)

    async def _receive_in_time(self) -> Message:
        """Each part has a timeout, and the body a minimum rate, so that a slow caller cannot keep a request open."""
        timeout, rate = self._options.body_timeout_seconds, self._options.min_body_bytes_per_second
        remaining = timeout + self._received_bytes / rate - self._waited_seconds
        start = perf_counter()
        try:
            return await asyncio.wait_for(self._receive(), min(timeout, remaining))
        except TimeoutError as error:
            detail = f"no data for {timeout:g} s, or less than {rate:,.0f} bytes per second: send the request again"
            raise ApiError(408, "request-timeout", detail) from error
        finally:
            self._waited_seconds += perf_counter() - start
