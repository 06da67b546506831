"""Messages sent over real sockets to receivers that behave and to those that do not."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from standardwebhooks import Webhook as Verifier

from delivery.sender import Failed, Sent, Webhook
from tests.delivery.receiver import Answer, endless, garbage, lying, receiving, silent, status, trickling

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


@pytest.mark.parametrize(("code", "final"), [(400, False), (404, False), (410, True), (500, False), (302, False)])
def test_what_a_receiver_answers(code: int, final: bool) -> None:
    with receiving(status(code)) as receiver:
        assert send(receiver.url) == Failed(f"the receiver answered {code}", final)


def test_no_redirect_is_followed() -> None:
    with receiving(status(200)) as inside, receiving(status(307, Location=inside.url)) as receiver:
        assert send(receiver.url) == Failed("the receiver answered 307")
    assert inside.got == []


@pytest.mark.parametrize("code", [429, 503])
@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("120", 120),
        ("99999999", 24 * 3600),
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


def test_no_more_is_read_than_politeness_asks() -> None:
    with receiving(endless) as receiver:
        assert send(receiver.url) == Sent()


@pytest.mark.parametrize("answer", [lying, garbage])
def test_an_answer_that_is_none(answer: Answer) -> None:
    with receiving(answer) as receiver:
        said = send(receiver.url)
    assert isinstance(said, Failed)
    assert said.reason.startswith("the receiver could not be asked")


def test_nobody_is_there() -> None:
    with receiving(status(200)) as receiver:
        pass
    assert send(receiver.url) == Failed("the receiver could not be asked (ConnectError)")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://localhost/x", "leads inside"),
        ("https://127.0.0.1/x", "leads inside"),
        ("https://[::1]/x", "leads inside"),
        ("https://[::ffff:127.0.0.1]/x", "leads inside"),
        ("https://[64:ff9b::7f00:1]/x", "leads inside"),
        ("https://[2002:7f00:1::]/x", "leads inside"),
        ("https://169.254.169.254/latest", "leads inside"),
        ("https://10.1.2.3/x", "leads inside"),
        ("https://100.64.0.1/x", "leads inside"),
        ("https://0.0.0.0/x", "leads inside"),
        ("https://224.0.0.1/x", "leads inside"),
        ("https://2130706433/x", "leads inside"),
        ("http://1.1.1.1/x", "needs https"),
        ("ftp://mine.example/x", "needs https"),
        ("file:///etc/passwd", "needs a host"),
        ("https://user:pass@1.1.1.1/x", "no credentials"),
        ("https://", "needs a host"),
        ("https://[::1/x", "URL is none"),
        ("https://nowhere.invalid/x", "cannot be resolved"),
    ],
)
def test_an_address_where_nothing_may_go(url: str, told: str) -> None:
    said = send(url, trusted="mine.example")
    assert isinstance(said, Failed)
    assert told in said.reason
