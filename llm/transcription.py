"""Transcribes speech by a service that offers OpenAI's `POST /audio/transcriptions`, with the times of its segments."""

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from net.deadline import run_within
from net.retry import RetryPolicy, TransientError

MAX_RESPONSE_BYTES = 4_000_000
MAX_SEGMENTS = 2_000
REMEDIES = {
    401: "check CLAUSEWISE_MEDIA__TRANSCRIPTION_KEY",
    403: "check CLAUSEWISE_MEDIA__TRANSCRIPTION_KEY",
    404: "check CLAUSEWISE_MEDIA__TRANSCRIPTION_URL and CLAUSEWISE_MEDIA__TRANSCRIPTION_MODEL",
    413: "the service takes less at once",
}
TRANSIENT = (429, 500, 502, 503, 504)
OK = 200


class TranscriptionFailed(Exception):
    """There is no transcript. The message says why, without a key."""


class _Busy(TransientError):
    """The service may answer another time."""


@dataclass(frozen=True)
class Speech:
    """What was spoken from `start_ms` to `end_ms`; empty where nothing was."""

    text: str
    start_ms: int
    end_ms: int


class Transcriber(Protocol):
    def transcribe(self, wav: bytes, language: str | None) -> tuple[Speech, ...]:
        """`language`: ISO 639-1, None: the service tells it. Raises TranscriptionFailed."""
        ...


@dataclass(frozen=True)
class TranscriptionService:
    """`url`: the base URL, with `/v1` where the service has it. `timeout_seconds` of one request."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout_seconds: float = 120.0
    sleep: Callable[[float], None] = time.sleep

    def transcribe(self, wav: bytes, language: str | None) -> tuple[Speech, ...]:
        until = time.monotonic() + self.timeout_seconds
        policy = RetryPolicy(2, 1.0, 4.0, 10.0, sleep=self.sleep)
        try:
            body = policy.run(lambda: self._within(wav, language), lambda: until - time.monotonic())
        except TimeoutError:
            raise TranscriptionFailed(f"the service gave none within {self.timeout_seconds:g} seconds") from None
        except _Busy as error:
            raise TranscriptionFailed(str(error)) from None
        return tuple(_speech(body))

    def _within(self, wav: bytes, language: str | None) -> bytes:
        return run_within(self.timeout_seconds, lambda: self._post(wav, language))

    def _post(self, wav: bytes, language: str | None) -> bytes:
        import httpx2

        from llm.http.connections import open_pool

        data = {"model": self.model, "response_format": "verbose_json"} | ({"language": language} if language else {})
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        url, files = f"{self.url.rstrip('/')}/audio/transcriptions", {"file": ("sound.wav", wav, "audio/wav")}
        request: dict[str, Any] = {"data": data, "files": files, "headers": headers, "timeout": self.timeout_seconds}
        try:
            with open_pool(self.url) as pool, pool.stream("POST", url, **request) as response:
                return _body(response)
        except httpx2.TimeoutException:
            raise TimeoutError from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise _Busy(f"the service cannot be reached ({type(error).__name__})") from None


def _body(response: Any) -> bytes:
    received = bytearray()
    for part in response.iter_bytes():
        received += part
        if len(received) > MAX_RESPONSE_BYTES:
            raise TranscriptionFailed(f"the service answered more than {MAX_RESPONSE_BYTES:,} bytes")
    status = response.status_code
    if status in TRANSIENT:
        raise _Busy(f"the service answered with status {status}")
    if status != OK:
        raise TranscriptionFailed(f"the service answered with status {status}{_remedy(status)}")
    return bytes(received)


def _remedy(status: int) -> str:
    return f": {REMEDIES[status]}" if status in REMEDIES else ""


def _speech(body: bytes) -> Iterator[Speech]:
    """Raises TranscriptionFailed for an answer without times, from which nothing can be cited."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    segments = answer.get("segments") if isinstance(answer, dict) else None
    if not isinstance(segments, list):
        raise TranscriptionFailed("the service answered without the times of segments: name a model that gives them")
    if len(segments) > MAX_SEGMENTS:
        raise TranscriptionFailed(f"the service answered more than {MAX_SEGMENTS:,} segments")
    for segment in segments:
        found = _segment(segment)
        if found is None:
            raise TranscriptionFailed("the service answered with a segment that has no text or no times")
        if found.text:
            yield found


def _segment(segment: Any) -> Speech | None:
    if not isinstance(segment, dict):
        return None
    text, start, end = segment.get("text"), _milliseconds(segment.get("start")), _milliseconds(segment.get("end"))
    if not isinstance(text, str) or start is None or end is None or end < start:
        return None
    return Speech(" ".join(text.split()), start, end)


def _milliseconds(seconds: object) -> int | None:
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not math.isfinite(seconds):
        return None
    return round(1000 * seconds) if 0 <= seconds < 1e6 else None
