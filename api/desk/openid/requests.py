"""Requests to the provider: JSON, of a bounded size, all of one sign-in before one deadline."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from agent.sign_in_settings import PREFIX
from api.desk.openid.errors import ProviderFailed
from net.deadline import run_within
from net.retry import RetryPolicy, TransientError

MAX_ANSWER_BYTES = 1_000_000  # a provider has a few keys, and a person some hundred groups
MAX_REASON_CHARS = 200
ADVICE = f"check {PREFIX}ISSUER, and whether this machine reaches it"
HEADERS = {"accept": "application/json", "accept-encoding": "identity"}
READS = RetryPolicy(max_attempts=3, first_wait_s=0.1, max_wait_s=1.0)
T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """`content` is empty where the answer is no JSON object."""

    status: int
    content: Mapping[str, Any]


class NoAnswer(TransientError):
    """Another attempt may help; its text is the kind of failure."""


@dataclass(frozen=True)
class Requests:
    """`until` is a time of `time.monotonic()`."""

    until: float

    @classmethod
    def within(cls, seconds: float) -> "Requests":
        return cls(time.monotonic() + seconds)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """Sent again after a failure that may pass. Raises ProviderFailed."""
        answer = self._explained(url, lambda: READS.run(lambda: self._get(url, headers or {}), self._seconds_left))
        if answer.status != httpx.codes.OK or not answer.content:
            raise ProviderFailed(f"{_place(url)} answered {answer.status} and no JSON object: {ADVICE}")
        return answer.content

    def post(self, url: str, headers: Mapping[str, str], body: str) -> Answer:
        """Sent once: a code is good for one use. Raises ProviderFailed."""
        return self._explained(url, lambda: self._send("POST", url, headers, body))

    def _get(self, url: str, headers: Mapping[str, str]) -> Answer:
        answer = self._send("GET", url, headers)
        if httpx.codes.is_server_error(answer.status):
            raise NoAnswer(f"status {answer.status}")
        return answer

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: str | None = None) -> Answer:
        """Raises NoAnswer, TimeoutError."""
        return run_within(self._seconds_left(), lambda: self._read(method, url, headers, body))

    def _read(self, method: str, url: str, headers: Mapping[str, str], body: str | None) -> Answer:
        """Follows no redirect: it would take the secret along."""
        try:
            with (
                httpx.Client(timeout=self._seconds_left()) as client,
                client.stream(method, url, headers={**HEADERS, **headers}, content=body) as response,
            ):
                return Answer(response.status_code, _object(self._body(response)))
        except httpx.ConnectError as error:  # its text says whether the name, the port or the certificate is wrong
            raise NoAnswer(str(error)[:MAX_REASON_CHARS]) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise NoAnswer(type(error).__name__) from None

    def _body(self, response: httpx.Response) -> bytes:
        """As it was sent: a small one may unfold to gigabytes. Empty if it is too large or too slow."""
        body = bytearray()
        for part in response.iter_raw():
            body += part
            if len(body) > MAX_ANSWER_BYTES or time.monotonic() > self.until:
                return b""
        return bytes(body)

    def _seconds_left(self) -> float:
        return max(0.001, self.until - time.monotonic())

    def _explained(self, url: str, work: Callable[[], T]) -> T:
        try:
            return work()
        except NoAnswer as error:
            raise ProviderFailed(f"{_place(url)} could not be reached ({error}): {ADVICE}") from None
        except TimeoutError:
            raise ProviderFailed(f"{_place(url)} did not answer in time: {ADVICE}") from None


def _place(url: str) -> str:
    return f"the provider at {urlsplit(url).hostname}"


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
