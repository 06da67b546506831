"""Creators from a service: `GET {base_url}/creators/{id}` answers `CreatorSignals` as JSON."""

import random
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx
from pydantic import ValidationError

from domain.signals import CreatorSignals, SignalCondition, SignalReading
from net.deadline import run_within
from net.retry import RetryPolicy, TransientError, parse_retry_after
from signals.errors import SignalsTokenError, SignalsUrlError

MAX_BODY_BYTES = 1_000_000
MAX_ID_CHARS = 256
FIRST_WAIT_S = 0.2
MAX_WAIT_S = 5.0
RETRYABLE_ERRORS = (httpx.NetworkError, httpx.TimeoutException, httpx.RemoteProtocolError)


class TransientSignalsError(TransientError):
    """A failure that another attempt may not have."""

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class HttpSignals:
    """`timeout_s` limits each step of an attempt (connecting, each read), `total_s` everything including waits.

    Retries network failures, timeouts, 429 and 5xx, at most `attempts` attempts in all. Redirects are not followed, so
    the token goes only to the configured host. No detail of a reading contains the token or the answer.
    """

    name = "http"

    def __init__(
        self,
        base_url: str,
        token: str | None = None,
        *,
        timeout_s: float = 2.0,
        total_s: float = 8.0,
        attempts: int = 3,
        sleep: Callable[[float], None] = time.sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        headers = {"Accept": "application/json"}
        headers["Accept-Encoding"] = "identity"  # so that MAX_BODY_BYTES also limits the memory
        if token is not None:
            headers["Authorization"] = f"Bearer {_checked_token(token)}"
        self._client = httpx.Client(base_url=_checked_url(base_url), headers=headers, timeout=timeout_s)
        self._total_s = total_s
        self._retries = RetryPolicy(attempts, FIRST_WAIT_S, MAX_WAIT_S, MAX_WAIT_S, sleep, draw)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def read(self, creator_id: str) -> SignalReading:
        if not creator_id.strip(".") or len(creator_id) > MAX_ID_CHARS:
            return self._without_signals(
                SignalCondition.UNKNOWN_CREATOR, "no creator can have this id; no request was sent"
            )
        try:
            return run_within(self._total_s, lambda: self._read(creator_id))
        except TimeoutError:
            return self._unreachable(f"the signals service gave no complete answer within {self._total_s:g} s")

    def _read(self, creator_id: str) -> SignalReading:
        deadline = time.monotonic() + self._total_s
        attempts = 0

        def attempt() -> SignalReading:
            nonlocal attempts
            attempts += 1
            return self._attempt(creator_id, deadline)

        try:
            return self._retries.run(attempt, lambda: deadline - time.monotonic())
        except TransientSignalsError as error:
            return self._unreachable(f"{error}; attempts: {attempts}")

    def _attempt(self, creator_id: str, deadline: float) -> SignalReading:
        try:
            with self._client.stream("GET", creator_path(creator_id)) as response:
                if response.status_code == httpx.codes.OK:
                    return self._reading_from_body(creator_id, _read_body(response, deadline))
                return self._reading_from_status(response)
        except RETRYABLE_ERRORS as error:
            raise TransientSignalsError(f"the signals service did not answer ({type(error).__name__})") from error
        except httpx.HTTPError as error:
            return self._unreachable(f"the signals service could not be reached ({type(error).__name__})")

    def _reading_from_status(self, response: httpx.Response) -> SignalReading:
        status = response.status_code
        if status == httpx.codes.NOT_FOUND:
            return self._without_signals(
                SignalCondition.UNKNOWN_CREATOR, "the signals service does not know this creator"
            )
        if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise TransientSignalsError(f"the signals service answered {status}", parse_retry_after(response.headers))
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            return self._unreachable(
                f"the signals service answered {status}: set CLAUSEWISE_SIGNALS_TOKEN to a token it accepts"
            )
        return self._unreachable(f"the signals service answered {status}: check CLAUSEWISE_SIGNALS_URL")

    def _reading_from_body(self, creator_id: str, body: bytes | None) -> SignalReading:
        if body is None:
            return self._unreachable(f"the signals service answered more than {MAX_BODY_BYTES} bytes")
        try:
            signals = CreatorSignals.model_validate_json(body)
        except ValidationError as error:
            return self._unreachable(f"the answer is not a creator's signals ({error.error_count()} errors)")
        if signals.creator_id != creator_id:
            return self._unreachable("the signals service answered for another creator")
        if "violations" not in signals.model_fields_set:
            return self._unreachable("the answer has no `violations`; a creator without violations has an empty list")
        return SignalReading(condition=SignalCondition.KNOWN, source=self.name, signals=signals)

    def _unreachable(self, detail: str) -> SignalReading:
        return self._without_signals(SignalCondition.UNREACHABLE, detail)

    def _without_signals(self, condition: SignalCondition, detail: str) -> SignalReading:
        return SignalReading(condition=condition, source=self.name, detail=detail)


def creator_path(creator_id: str) -> str:
    """The path below the base URL. The id is one segment, whatever characters it has."""
    return f"creators/{quote(creator_id, safe='')}"


def _checked_url(base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise SignalsUrlError(f"CLAUSEWISE_SIGNALS_URL is not a URL: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise SignalsUrlError("CLAUSEWISE_SIGNALS_URL must be a complete URL, such as https://signals.example/v1")
    return url


def _checked_token(token: str) -> str:
    if not token or not all("!" <= character <= "~" for character in token):
        raise SignalsTokenError(
            "CLAUSEWISE_SIGNALS_TOKEN is empty or contains a space, a line break or a non-ASCII character: "
            "set it to the token alone, or not at all"
        )
    return token


def _read_body(response: httpx.Response, deadline: float) -> bytes | None:
    """The raw body; None if it exceeds MAX_BODY_BYTES. Raises ReadTimeout if it is incomplete at the deadline."""
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("the answer was not complete at the deadline")
    return bytes(body)
