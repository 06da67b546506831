"""Speech by an OpenAI-compatible service: what it is asked, and what its answers may be."""

import json
from http.server import BaseHTTPRequestHandler

import pytest

from llm.transcription import Speech, TranscriptionFailed, TranscriptionService
from tests.net.guarded.file_server import Respond, answer, serving, slow

SEGMENTS = {"segments": [{"text": "  Good\nmorning. ", "start": 0, "end": 1.5}, {"text": " ", "start": 1.5, "end": 2}]}


def transcribe(respond: Respond, seconds: float = 5.0) -> tuple[Speech, ...]:
    with serving(respond) as url:
        base = url.partition("/photo")[0]
        service = TranscriptionService(f"{base}/v1/", "whisper-1", "sk-secret", seconds, sleep=lambda _: None)
        return service.transcribe(b"RIFF sound", "en")


def body(value: object) -> Respond:
    return answer(200, json.dumps(value).encode())


def test_service_is_asked_for_segments_and_their_times_are_read() -> None:
    asked: list[tuple[str, str | None, bytes]] = []

    def respond(handler: BaseHTTPRequestHandler, sent: bytes) -> None:
        asked.append((handler.path, handler.headers["Authorization"], sent))
        body(SEGMENTS)(handler, sent)

    assert transcribe(respond) == (Speech("Good morning.", 0, 1500),)
    ((path, key, sent),) = asked
    assert (path, key) == ("/v1/audio/transcriptions", "Bearer sk-secret")
    for part in (b"whisper-1", b"verbose_json", b'name="language"', b"RIFF sound"):
        assert part in sent


def test_busy_service_is_asked_once_more() -> None:
    answers = iter([answer(503), body(SEGMENTS)])

    def respond(handler: BaseHTTPRequestHandler, sent: bytes) -> None:
        next(answers)(handler, sent)

    assert transcribe(respond) == (Speech("Good morning.", 0, 1500),)


@pytest.mark.parametrize(
    ("respond", "problem"),
    [
        (answer(401), "status 401: check CLAUSEWISE_MEDIA__TRANSCRIPTION_KEY"),
        (answer(404), "status 404: check CLAUSEWISE_MEDIA__TRANSCRIPTION_URL"),
        (answer(503), "status 503"),
        (answer(200, b"<html>"), "without the times of segments"),
        (answer(200, b"[" * 100_000), "without the times of segments"),
        (body({"text": "Good morning."}), "without the times of segments"),
        (body({"segments": ["Good morning."]}), "no text or no times"),
        (body({"segments": [{"text": "x", "start": 2, "end": 1}]}), "no text or no times"),
        (body({"segments": [{"text": "x", "start": -1, "end": 1}]}), "no text or no times"),
        (answer(200, b'{"segments": [{"text": "x", "start": NaN, "end": 1}]}'), "no text or no times"),
        (body({"segments": [{"text": "x", "start": 0, "end": 1}] * 2_001}), "more than 2,000 segments"),
        (answer(200, b"x" * 4_000_001), "more than 4,000,000 bytes"),
    ],
)
def test_answer_that_cannot_be_cited_is_a_failure_in_words(respond: Respond, problem: str) -> None:
    with pytest.raises(TranscriptionFailed, match=problem) as failed:
        transcribe(respond)
    assert "secret" not in str(failed.value)


def test_slow_service_is_given_up() -> None:
    with pytest.raises(TranscriptionFailed, match=r"gave none within 0\.3 seconds"):
        transcribe(slow, seconds=0.3)


def test_service_that_is_not_there_is_a_failure() -> None:
    service = TranscriptionService("http://127.0.0.1:9/v1", "whisper-1", sleep=lambda _: None)
    with pytest.raises(TranscriptionFailed, match="cannot be reached"):
        service.transcribe(b"RIFF", None)
