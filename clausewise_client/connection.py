"""Sends calls over httpx and sends them again where that is safe: one connection without asyncio, one with it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from clausewise_client.call import Call
from clausewise_client.problems import ServiceUnreachable, problem_of
from clausewise_client.retries import RetryPolicy
from clausewise_client.streams import EventLines, JsonLines, read_stream, read_stream_async

NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
EVENT_STREAM, JSON_LINES = "text/event-stream", "application/x-ndjson"


@dataclass(frozen=True)
class Service:
    """`key` is None for a service on this machine that has no keys yet. Raises ValueError for a `base_url` without http
    or https, or without a host."""

    base_url: str
    key: str | None = field(repr=False)

    def __post_init__(self) -> None:
        url = urlsplit(self.base_url)
        if url.scheme not in ("http", "https") or not url.hostname:
            raise ValueError(f"{self.base_url!r} is not the address of a service: give http://host:port")


class Connection:
    """`sleep` waits between attempts."""

    def __init__(
        self, http: httpx.Client, service: Service, retries: RetryPolicy, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.http, self.service, self.retries, self._sleep = http, service, retries, sleep

    def send(self, call: Call, *, stream: bool = False) -> httpx.Response:
        """An answer of success. Raises Problem, and ServiceUnreachable."""
        attempt = 1
        while True:
            try:
                response = self.http.send(_request(self.http, self.service, call), stream=stream)
                if not response.is_success:
                    response.read()
                    response.close()
            except httpx.TransportError as error:
                wait = self.retries.seconds_after_failure(call, attempt, was_sent=not isinstance(error, NEVER_SENT))
                if wait is None:
                    raise _unreachable(error) from error
            else:
                wait = _wait(self.retries, call, attempt, response)
                if wait is None:
                    return response
            self._sleep(wait)
            attempt += 1

    def stream(self, call: Call, media_type: str) -> Iterator[Any]:
        """The parts of the answer as they come. Raises Problem, and ServiceUnreachable if the answer breaks off."""
        response = self.send(call, stream=True)
        try:
            yield from read_stream(response.iter_bytes(), _reader(media_type))
        except httpx.TransportError as error:
            raise _unreachable(error) from error
        finally:
            response.close()


class AsyncConnection:
    """The same with asyncio."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        service: Service,
        retries: RetryPolicy,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.http, self.service, self.retries, self._sleep = http, service, retries, sleep

    async def send(self, call: Call, *, stream: bool = False) -> httpx.Response:
        """An answer of success. Raises Problem, and ServiceUnreachable."""
        attempt = 1
        while True:
            try:
                response = await self.http.send(_request(self.http, self.service, call), stream=stream)
                if not response.is_success:
                    await response.aread()
                    await response.aclose()
            except httpx.TransportError as error:
                wait = self.retries.seconds_after_failure(call, attempt, was_sent=not isinstance(error, NEVER_SENT))
                if wait is None:
                    raise _unreachable(error) from error
            else:
                wait = _wait(self.retries, call, attempt, response)
                if wait is None:
                    return response
            await self._sleep(wait)
            attempt += 1

    async def stream(self, call: Call, media_type: str) -> AsyncIterator[Any]:
        """The parts of the answer as they come. Raises Problem, and ServiceUnreachable if the answer breaks off."""
        response = await self.send(call, stream=True)
        try:
            async for part in read_stream_async(response.aiter_bytes(), _reader(media_type)):
                yield part
        except httpx.TransportError as error:
            raise _unreachable(error) from error
        finally:
            await response.aclose()


def value_of(response: httpx.Response) -> Any:
    """JSON as Python's values, text as text, and None where there is no content."""
    if response.status_code == httpx.codes.NO_CONTENT:
        return None
    is_json = "json" in response.headers.get("content-type", "")
    return response.json() if is_json else response.text


def _request(http: httpx.Client | httpx.AsyncClient, service: Service, call: Call) -> httpx.Request:
    headers = {**call.headers, **({"Authorization": f"Bearer {service.key}"} if service.key else {})}
    url = service.base_url.rstrip("/") + call.path
    return http.build_request(call.method, url, params=dict(call.query), headers=headers, json=call.body)


def _wait(retries: RetryPolicy, call: Call, attempt: int, response: httpx.Response) -> float | None:
    """None: the answer is good. Raises Problem for one that is final."""
    if response.is_success:
        return None
    wait = retries.seconds_after_answer(call, attempt, response.status_code, response.headers)
    if wait is None:
        raise problem_of(response.status_code, response.headers, response.content)
    return wait


def _unreachable(error: httpx.TransportError) -> ServiceUnreachable:
    return ServiceUnreachable(f"{type(error).__name__}: {error}")


def _reader(media_type: str) -> EventLines | JsonLines:
    return EventLines() if media_type == EVENT_STREAM else JsonLines()
