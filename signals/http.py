"""From a service: `GET {base_url}/creators/{id}`, with the token if any, answered by `CreatorSignals` as JSON."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx
from pydantic import ValidationError

from domain.signals import CreatorSignals, SignalCondition, SignalReading
from signals.backoff import full_jitter, retry_after
from signals.deadline import within
from signals.errors import SignalsTokenError, SignalsUrlError

BODY_LIMIT = 1_000_000
ID_LIMIT = 256
PASSING = (httpx.NetworkError, httpx.TimeoutException, httpx.RemoteProtocolError)


@dataclass(frozen=True)
class _Again:
    """An attempt that may go better next time; `wait_s` where the service said when."""

    why: str
    wait_s: float | None = None


class HttpSignals:
    """`timeout_s` bounds each step of an attempt (connect, each read), `total_s` everything, waiting included.

    Asked again, at most `attempts` times in all: what the network cut or timed out, 429 and 5xx. Redirects are not
    followed, so the token goes to the given host only. No detail of a reading repeats the token or the answer.
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
        headers["Accept-Encoding"] = "identity"  # so that the limit on the body is one on memory
        if token is not None:
            headers["Authorization"] = f"Bearer {_sound(token)}"
        self._client = httpx.Client(base_url=_whole(base_url), headers=headers, timeout=timeout_s)
        self._total_s = total_s
        self._attempts = attempts
        self._sleep = sleep
        self._draw = draw

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def read(self, creator_id: str) -> SignalReading:
        if not creator_id.strip(".") or len(creator_id) > ID_LIMIT:
            return self._blank(
                SignalCondition.UNKNOWN_CREATOR, "no creator can have this id; the service was not asked"
            )
        try:
            return within(self._total_s, lambda: self._persist(creator_id))
        except TimeoutError:
            return self._unreachable(f"the signals service gave no whole answer within {self._total_s:g} s")

    def _persist(self, creator_id: str) -> SignalReading:
        deadline = time.monotonic() + self._total_s
        asked = 0
        while True:
            answer = self._attempt(creator_id, deadline)
            if isinstance(answer, SignalReading):
                return answer
            wait_s = full_jitter(asked, self._draw()) if answer.wait_s is None else answer.wait_s
            asked += 1
            if asked >= self._attempts or time.monotonic() + wait_s >= deadline:
                return self._unreachable(f"{answer.why}; attempts: {asked}")
            self._sleep(wait_s)

    def _attempt(self, creator_id: str, deadline: float) -> SignalReading | _Again:
        try:
            with self._client.stream("GET", creator_path(creator_id)) as response:
                if response.status_code == httpx.codes.OK:
                    return self._understood(creator_id, _body(response, deadline))
                return self._refused(response)
        except PASSING as error:
            return _Again(f"the signals service did not answer ({type(error).__name__})")
        except httpx.HTTPError as error:
            return self._unreachable(f"the signals service could not be asked ({type(error).__name__})")

    def _refused(self, response: httpx.Response) -> SignalReading | _Again:
        status = response.status_code
        if status == httpx.codes.NOT_FOUND:
            return self._blank(SignalCondition.UNKNOWN_CREATOR, "the signals service does not know this creator")
        if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
            return _Again(f"the signals service answered {status}", retry_after(response.headers.get("Retry-After")))
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            return self._unreachable(
                f"the signals service answered {status}: set CLAUSEWISE_SIGNALS_TOKEN to a token it accepts"
            )
        return self._unreachable(f"the signals service answered {status}: check its address in the settings")

    def _understood(self, creator_id: str, body: bytes | None) -> SignalReading:
        if body is None:
            return self._unreachable(f"the signals service answered more than {BODY_LIMIT} bytes")
        try:
            signals = CreatorSignals.model_validate_json(body)
        except ValidationError as error:
            return self._unreachable(f"the answer is not a creator's signals ({error.error_count()} faults)")
        if signals.creator_id != creator_id:
            return self._unreachable("the signals service answered for another creator")
        if "violations" not in signals.model_fields_set:
            return self._unreachable("the answer says nothing of violations; a clean record is an empty list")
        return SignalReading(condition=SignalCondition.KNOWN, source=self.name, signals=signals)

    def _unreachable(self, detail: str) -> SignalReading:
        return self._blank(SignalCondition.UNREACHABLE, detail)

    def _blank(self, condition: SignalCondition, detail: str) -> SignalReading:
        return SignalReading(condition=condition, source=self.name, detail=detail)


def creator_path(creator_id: str) -> str:
    """The path under the base URL, the id in one segment whatever characters it has."""
    return f"creators/{quote(creator_id, safe='')}"


def _whole(base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise SignalsUrlError(f"CLAUSEWISE_SIGNALS_URL is not a URL: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise SignalsUrlError("CLAUSEWISE_SIGNALS_URL must be whole, such as https://signals.example/v1")
    return url


def _sound(token: str) -> str:
    if not token or not all("!" <= character <= "~" for character in token):
        raise SignalsTokenError(
            "CLAUSEWISE_SIGNALS_TOKEN is empty or holds a blank, a line break or a letter beyond ASCII: "
            "set it to the token alone, or not at all"
        )
    return token


def _body(response: httpx.Response, deadline: float) -> bytes | None:
    """The raw body; None where it is over the limit. Raises ReadTimeout where it is not whole by the deadline."""
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("the answer was dripped past the deadline")
    return bytes(body)
