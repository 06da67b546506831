"""The HTTP transport of one session: limits concurrency, time and answer size, and retries transient failures."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

import httpx2

from llm.budget import CaseBudget
from llm.errors import LlmError, LlmErrorKind
from llm.http.connections import connection_error
from llm.http.error_responses import TransientLlmError, error_from_response
from llm.http.response_body import openai_body
from llm.options import LlmOptions
from net.deadline import run_within
from net.retry import RetryPolicy, parse_retry_after
from tracing.spans import traceparent

MAX_BODY_BYTES = 1_000_000
FIRST_WAIT_S = 0.5
MAX_WAIT_S = 8.0
NOT_DECODED = (
    "the model server's answer is not compressed as its header Content-Encoding says: a proxy in between may have "
    "changed it"
)


class ConcurrencyLimit:
    """The number of simultaneous requests of all cases in the process."""

    def __init__(self, limit: int) -> None:
        self._slots = BoundedSemaphore(limit)
        self._limit = limit

    @contextmanager
    def slot(self, wait_s: float) -> Iterator[None]:
        """Holds a slot during the block. Raises `LlmError` if none is free within `wait_s`."""
        if not self._slots.acquire(timeout=wait_s):
            raise LlmError(
                LlmErrorKind.TIMED_OUT,
                f"{self._limit} requests were running and none ended in this case's time: "
                "raise CLAUSEWISE_LLM__MAX_CONCURRENT_REQUESTS if the server can handle more",
            )
        try:
            yield
        finally:
            self._slots.release()


class RetryingTransport(httpx2.BaseTransport):
    """Retries network failures, timeouts, 408, 409, 425, 429 and 5xx, at most `options.max_retries` times and never
    after the case's time. Every failure is an `LlmError`, which the clients do not catch. An answer is read completely
    and brought into OpenAI's format. Redirects are not followed, so the key goes only to the configured host."""

    def __init__(
        self,
        pool: httpx2.Client,
        concurrency: ConcurrencyLimit,
        budget: CaseBudget,
        options: LlmOptions,
        *,
        sleep: Callable[[float], None] = time.sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._pool = pool
        self._concurrency = concurrency
        self._budget = budget
        self._options = options
        self._retries = RetryPolicy(options.max_retries + 1, FIRST_WAIT_S, MAX_WAIT_S, sleep=sleep, draw=draw)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        parent = traceparent() if self._options.send_trace_context else None
        if parent is not None:
            request.headers["traceparent"] = parent
        return self._retries.run(lambda: self._attempt(request), self._budget.remaining_s)

    def _attempt(self, request: httpx2.Request) -> httpx2.Response:
        self._budget.check_time()
        with self._concurrency.slot(self._budget.remaining_s()):
            limit_s = max(0.001, min(self._options.timeout_seconds, self._budget.remaining_s()))
            try:
                return run_within(limit_s, lambda: self._send(request, limit_s))
            except (httpx2.TimeoutException, TimeoutError) as error:
                raise TransientLlmError(LlmErrorKind.TIMED_OUT, _timeout_message(limit_s)) from error
            except (httpx2.NetworkError, httpx2.RemoteProtocolError) as error:
                message = connection_error(str(request.url), error)
                raise TransientLlmError(LlmErrorKind.UNREACHABLE, message) from error
            except httpx2.DecodingError as error:
                raise LlmError(LlmErrorKind.INVALID_RESPONSE, NOT_DECODED) from error
            except (httpx2.HTTPError, OSError) as error:
                raise LlmError(LlmErrorKind.UNREACHABLE, connection_error(str(request.url), error)) from error

    def _send(self, request: httpx2.Request, limit_s: float) -> httpx2.Response:
        end = time.monotonic() + limit_s
        request.extensions = {
            **request.extensions,
            "timeout": dict.fromkeys(("connect", "read", "write", "pool"), limit_s),
        }
        response = self._pool.send(request, stream=True)
        try:
            body = _read_body(response, end)
        finally:
            response.close()
        key, path = self._options.key.encode(), request.url.path
        try:
            if not response.is_success:
                location = response.headers.get("location", "")
                raise error_from_response(response.status_code, path, body.replace(key, b"***"), location)
            content = openai_body(path, body, key)
        except TransientLlmError as error:
            error.retry_after_s = parse_retry_after(response.headers)
            raise
        return httpx2.Response(response.status_code, headers=_decoded_headers(response.headers), content=content)


def _read_body(response: httpx2.Response, end: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise LlmError(
                LlmErrorKind.RESPONSE_TOO_LARGE, f"the model server answered more than {MAX_BODY_BYTES} bytes"
            )
        if time.monotonic() > end:
            raise httpx2.ReadTimeout("the answer was not complete in time")
    return bytes(body)


def _decoded_headers(headers: httpx2.Headers) -> dict[str, str]:
    """Without the headers that describe the encoded body."""
    encoding = ("content-encoding", "content-length", "transfer-encoding")
    return {name: value for name, value in headers.items() if name not in encoding}


def _timeout_message(limit_s: float) -> str:
    return (
        f"the model server gave no complete answer within {limit_s:.3g} s: "
        "raise CLAUSEWISE_LLM__TIMEOUT_SECONDS and CLAUSEWISE_LLM__BUDGET__MAX_SECONDS, or use a faster model"
    )
