"""Messages sent over real sockets to receivers that behave and to those that do not."""

import time
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from standardwebhooks import Webhook as Verifier

from api.webhooks.sender import Failed, Sent, Webhook
from tests.api.webhooks.receiver import (
    Answer,
    endless,
    garbage,
    lying,
    receiving,
    silent,
    status,
    trickling,
    trickling_body,
)

SECRET, OTHER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
IN_AN_HOUR = "an HTTP date"
BODY = b'{"message": "h\xc3\xa9"}'


def send(url: str, *secrets: str, trusted: str = "localhost", timeout: float = 5) -> Sent | Failed:
    hook = Webhook(url, secrets or (SECRET,), frozenset({trusted}), timeout)
    return hook.send("msg_1", BODY, datetime.now(UTC))


def test_a_message_arrives_signed_by_every_secret() -> None:
    with receiving(status(204)) as receiver:
        assert send(receiver.url, SECRET, OTHER) == Sent()
    ((headers, body),) = receiver.got
    assert (headers["webhook-id"], headers["content-type"]) == ("msg_1", "application/cloudevents+json")
    for secret in (SECRET, OTHER):
        Verifier(secret).verify(body, headers)
    assert headers["host"].startswith("localhost:")


def test_a_signature_holds_whatever_zone_the_moment_is_told_in() -> None:
    with receiving(status(200)) as receiver:
        hook = Webhook(receiver.url, (SECRET,), frozenset({"localhost"}))
        assert hook.send("msg_1", BODY, datetime.now(timezone(timedelta(hours=7)))) == Sent()
    ((headers, body),) = receiver.got
    Verifier(SECRET).verify(body, headers)


def test_what_is_secret_is_not_shown() -> None:
    hook = Webhook("https://mine.example/hook?token=abc", (SECRET,))
    assert repr(hook) == "Webhook(trusted_hosts=frozenset(), timeout=10.0)"


@pytest.mark.parametrize(("code", "final"), [(400, False), (404, False), (410, True), (500, False), (302, False)])
def test_what_a_receiver_answers(code: int, final: bool) -> None:
    with receiving(status(code)) as receiver:
        assert send(receiver.url) == Failed(f"the receiver answered {code}", final)


def test_no_redirect_is_followed() -> None:
    with receiving(status(200)) as inside, receiving(status(307, Location=inside.url)) as receiver:
        assert send(receiver.url) == Failed("the receiver answered 307")
    assert inside.got == []


@pytest.mark.parametrize("code", [429, 502, 503, 504])
@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("120", 120),
        ("99999999", 24 * 3600),
        ("9" * 400, 24 * 3600),
        (IN_AN_HOUR, 3600),
        ("soon", None),
        ("-5", None),
        ("Mon, 99 Foo 2026 00:00:00 GMT", None),
    ],
)
def test_a_receiver_that_asks_for_time(code: int, told: str, seconds: int | None) -> None:
    if told is IN_AN_HOUR:
        told = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    with receiving(status(code, Retry_After=told)) as receiver:
        said = send(receiver.url)
    assert isinstance(said, Failed)
    if seconds is None:
        assert said.not_before is None
    else:
        assert said.not_before
        assert abs(said.not_before - datetime.now(UTC) - timedelta(seconds=seconds)) < timedelta(seconds=60)


@pytest.mark.parametrize("answer", [silent, trickling])
def test_an_attempt_ends_in_time_however_slow_the_receiver(answer: Answer) -> None:
    with receiving(answer) as receiver:
        began = time.monotonic()
        assert send(receiver.url, timeout=0.3) == Failed("no answer within 0.3 s")
        assert time.monotonic() - began < 1.2


@pytest.mark.parametrize("answer", [endless, lying, trickling_body])
def test_a_status_is_an_answer_whatever_becomes_of_the_body(answer: Answer) -> None:
    with receiving(answer) as receiver:
        began = time.monotonic()
        assert send(receiver.url, timeout=0.5) == Sent()
        assert time.monotonic() - began < 1.2


def test_an_answer_that_is_none() -> None:
    with receiving(garbage) as receiver:
        assert send(receiver.url) == Failed("the receiver could not be asked (RemoteProtocolError)")


def test_nobody_is_there() -> None:
    with receiving(status(200)) as receiver:
        pass
    assert send(receiver.url) == Failed("the receiver could not be asked (ConnectionRefusedError)")
