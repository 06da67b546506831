"""An error response has a kind by its status and its words, and a message of one short line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.errors import LlmErrorKind, error_from_response, is_transient

PATH = "/v1/chat/completions"


def body(message: str) -> bytes:
    return json.dumps({"error": {"message": message}}).encode()


@pytest.mark.parametrize(
    ("status", "message", "expected"),
    [
        (401, "no such model", LlmErrorKind.UNAUTHORISED),
        (403, "", LlmErrorKind.UNAUTHORISED),
        (429, "", LlmErrorKind.RATE_LIMITED),
        (404, "model 'llama9' not found, try pulling it first: model not found", LlmErrorKind.UNKNOWN_MODEL),
        (404, "Not Found", LlmErrorKind.ENDPOINT_MISSING),
        (501, "", LlmErrorKind.ENDPOINT_MISSING),
        (400, "the request exceeds the available context size", LlmErrorKind.PROMPT_TOO_LONG),
        (400, "Invalid schema for response_format 'Findings'", LlmErrorKind.RESPONSE_FORMAT_UNSUPPORTED),
        (500, "failed to parse grammar", LlmErrorKind.RESPONSE_FORMAT_UNSUPPORTED),
        (500, "", LlmErrorKind.UNAVAILABLE),
        (408, "", LlmErrorKind.UNAVAILABLE),
        (402, "payment required", LlmErrorKind.REJECTED),
        (302, "", LlmErrorKind.REJECTED),
    ],
)
def test_status_and_message_give_the_kind(status: int, message: str, expected: LlmErrorKind) -> None:
    assert error_from_response(status, PATH, body(message)).kind == expected


@pytest.mark.parametrize(
    ("status", "message", "expected"),
    [(429, "slow down", True), (429, "insufficient_quota", False), (500, "", True), (501, "", False), (400, "", False)],
)
def test_transient_responses_are_recognised(status: int, message: str, expected: bool) -> None:
    assert is_transient(status, body(message)) is expected


@pytest.mark.parametrize(
    "sent",
    [body("too\n  hot"), b'{"error": "too hot"}', b'{"message": "too hot"}', b'"too hot"', b"too hot"],
)
def test_message_is_found_in_every_form(sent: bytes) -> None:
    assert str(error_from_response(418, PATH, sent)) in (
        "the model server answered 418: too hot",
        'the model server answered 418: "too hot"',
    )


@given(st.integers(300, 599), st.binary(max_size=300))
def test_any_body_gives_one_short_line(status: int, sent: bytes) -> None:
    message = str(error_from_response(status, PATH, sent * 9))
    assert len(message) < 400
    assert "\n" not in message
