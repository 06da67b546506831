"""A server's no is told apart by its status and its words, in one short line without its own length."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.errors import Failing
from llm.status_errors import failure, passing

PATH = "/v1/chat/completions"


def body(message: str) -> bytes:
    return json.dumps({"error": {"message": message}}).encode()


@pytest.mark.parametrize(
    ("status", "said", "expected"),
    [
        (401, "no such model", Failing.UNAUTHORISED),
        (403, "", Failing.UNAUTHORISED),
        (429, "", Failing.RATE_LIMITED),
        (404, "model 'llama9' not found, try pulling it first: model not found", Failing.UNKNOWN_MODEL),
        (404, "Not Found", Failing.NO_ENDPOINT),
        (501, "", Failing.NO_ENDPOINT),
        (400, "the request exceeds the available context size", Failing.TOO_LONG),
        (400, "Invalid schema for response_format 'Findings'", Failing.NO_ANSWER_FORM),
        (500, "failed to parse grammar", Failing.NO_ANSWER_FORM),
        (500, "", Failing.UNAVAILABLE),
        (408, "", Failing.UNAVAILABLE),
        (402, "payment required", Failing.REJECTED),
        (302, "", Failing.REJECTED),
    ],
)
def test_a_no_has_a_name(status: int, said: str, expected: Failing) -> None:
    assert failure(status, PATH, body(said)).kind == expected


@pytest.mark.parametrize(
    ("status", "said", "expected"),
    [(429, "slow down", True), (429, "insufficient_quota", False), (500, "", True), (501, "", False), (400, "", False)],
)
def test_what_may_pass_is_told_apart(status: int, said: str, expected: bool) -> None:
    assert passing(status, body(said)) is expected


@pytest.mark.parametrize(
    "sent",
    [body("too\n  hot"), b'{"error": "too hot"}', b'{"message": "too hot"}', b'"too hot"', b"too hot"],
)
def test_the_servers_word_is_found_wherever_it_stands(sent: bytes) -> None:
    assert str(failure(418, PATH, sent)) in (
        "the model server answered 418: too hot",
        'the model server answered 418: "too hot"',
    )


@given(st.integers(300, 599), st.binary(max_size=300))
def test_no_body_breaks_it_and_none_makes_it_long(status: int, sent: bytes) -> None:
    said = str(failure(status, PATH, sent * 9))
    assert len(said) < 400
    assert "\n" not in said
