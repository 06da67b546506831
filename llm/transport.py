"""The line to a server for one session: each attempt takes a slot, keeps the session's time, has a bounded answer."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import httpx2

from llm.budget import CaseBudget
from llm.concurrency import Throttle
from llm.deadline import within
from llm.errors import Failing, LlmError
from llm.options import LlmOptions
from llm.retry import backoff, told
from llm.status_errors import failure, passing

BODY_LIMIT = 1_000_000


@dataclass(frozen=True)
class _Again:
    """An attempt that may go better next time; `wait_s` where the server said when."""

    why: LlmError
    wait_s: float | None = None


class RetryingTransport(httpx2.BaseTransport):
    """Asked again, at most `options.retries` times: what the network cut or timed out, 408, 409, 425, 429 and 5xx;
    never past the session's end. Whatever fails is raised as `LlmError`, which the clients above hand through. An
    answer is read whole before it is given on. Redirects are not followed: the key goes to the given host only."""

    def __init__(
        self,
        pool: httpx2.Client,
        throttle: Throttle,
        ledger: CaseBudget,
        options: LlmOptions,
        *,
        sleep: Callable[[float], None] = time.sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._pool = pool
        self._throttle = throttle
        self._ledger = ledger
        self._options = options
        self._sleep = sleep
        self._draw = draw

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        for attempt in count():
            answer = self._attempt(request)
            if isinstance(answer, httpx2.Response):
                return answer
            wait_s = backoff(attempt, self._draw()) if answer.wait_s is None else answer.wait_s
            if attempt >= self._options.retries or wait_s >= self._ledger.remaining_s():
                raise answer.why
            self._sleep(wait_s)
        raise AssertionError("counting ends never")

    def _attempt(self, request: httpx2.Request) -> httpx2.Response | _Again:
        self._ledger.check_time()
        with self._throttle.slot(self._ledger.remaining_s()):
            limit_s = max(0.001, min(self._options.timeout, self._ledger.remaining_s()))
            try:
                return within(limit_s, lambda: self._exchange(request, limit_s))
            except (httpx2.TimeoutException, TimeoutError):
                return _Again(_late(limit_s))
            except (httpx2.NetworkError, httpx2.RemoteProtocolError) as error:
                return _Again(_unreachable(request.url, error))
            except (httpx2.HTTPError, OSError) as error:
                raise _unreachable(request.url, error) from error

    def _exchange(self, request: httpx2.Request, limit_s: float) -> httpx2.Response | _Again:
        end = time.monotonic() + limit_s
        request.extensions = {
            **request.extensions,
            "timeout": dict.fromkeys(("connect", "read", "write", "pool"), limit_s),
        }
        response = self._pool.send(request, stream=True)
        try:
            body = _body(response, end)
        finally:
            response.close()
        if response.is_success:
            return httpx2.Response(response.status_code, headers=_plain(response.headers), content=body)
        why = failure(response.status_code, request.url.path, body.replace(self._options.key.encode(), b"***"))
        if passing(response.status_code, body) and why.kind is not Failing.NO_ANSWER_FORM:
            return _Again(why, told(response.headers))
        raise why


def _body(response: httpx2.Response, end: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise LlmError(Failing.OVERSIZED, f"the model server answered more than {BODY_LIMIT} bytes")
        if time.monotonic() > end:
            raise httpx2.ReadTimeout("the answer was dripped past its time")
    return bytes(body)


def _plain(headers: httpx2.Headers) -> dict[str, str]:
    """Without what described the body on its way here."""
    return {k: v for k, v in headers.items() if k not in ("content-encoding", "content-length", "transfer-encoding")}


def _late(limit_s: float) -> LlmError:
    return LlmError(
        Failing.TIMED_OUT,
        f"the model server gave no whole answer within {limit_s:.3g} s: "
        "raise CLAUSEWISE_LLM__TIMEOUT and CLAUSEWISE_LLM__BUDGET__SECONDS, or take a faster model",
    )


def _unreachable(url: httpx2.URL, error: Exception) -> LlmError:
    return LlmError(
        Failing.UNREACHABLE,
        f"the model server at {url.scheme}://{url.netloc.decode()} could not be asked ({type(error).__name__}): "
        "is it running, and is CLAUSEWISE_LLM__BASE_URL its address?",
    )
