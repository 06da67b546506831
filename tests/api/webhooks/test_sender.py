"""Events sent over real sockets to receivers, well-behaved and not."""

import time
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from standardwebhooks import Webhook as Verifier

from api.webhooks.sender import Delivered, DeliveryFailed, Webhook
from tests.api.webhooks.receiver import (
    Respond,
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
DATE_IN_AN_HOUR = "an HTTP date"
BODY = b'{"message": "h\xc3\xa9"}'


def send(url: str, *secrets: str, trusted: str = "localhost", timeout: float = 5) -> Delivered | DeliveryFailed:
    webhook = Webhook(url, secrets or (SECRET,), frozenset({trusted}), timeout)
    return webhook.send("msg_1", BODY, datetime.now(UTC))


def test_event_is_signed_by_every_secret() -> None:
    with receiving(status(204)) as receiver:
        assert send(receiver.url, SECRET, OTHER) == Delivered()
    ((headers, body),) = receiver.received
    assert (headers["webhook-id"], headers["content-type"]) == ("msg_1", "application/cloudevents+json")
    for secret in (SECRET, OTHER):
        Verifier(secret).verify(body, headers)
    assert headers["host"].startswith("localhost:")


def test_signature_is_valid_for_a_time_in_any_zone() -> None:
    with receiving(status(200)) as receiver:
        webhook = Webhook(receiver.url, (SECRET,), frozenset({"localhost"}))
        assert webhook.send("msg_1", BODY, datetime.now(timezone(timedelta(hours=7)))) == Delivered()
    ((headers, body),) = receiver.received
    Verifier(SECRET).verify(body, headers)


def test_repr_shows_no_secret() -> None:
    webhook = Webhook("https://mine.example/hook?token=abc", (SECRET,))
    assert repr(webhook) == "Webhook(trusted_hosts=frozenset(), timeout_seconds=10.0)"


@pytest.mark.parametrize(("code", "final"), [(400, False), (404, False), (410, True), (500, False), (302, False)])
def test_status_decides_the_result(code: int, final: bool) -> None:
    with receiving(status(code)) as receiver:
        assert send(receiver.url) == DeliveryFailed(f"the receiver answered {code}", final)


def test_no_redirect_is_followed() -> None:
    with receiving(status(200)) as internal, receiving(status(307, Location=internal.url)) as receiver:
        assert send(receiver.url) == DeliveryFailed("the receiver answered 307")
    assert internal.received == []


@pytest.mark.parametrize("code", [429, 502, 503, 504])
@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("99999999", 24 * 3600),
        ("9" * 400, 24 * 3600),
        (DATE_IN_AN_HOUR, 3600),
        ("soon", None),
        ("-5", None),
        ("Mon, 99 Foo 2026 00:00:00 GMT", None),
    ],
)
def test_retry_after_is_respected(code: int, value: str, seconds: int | None) -> None:
    if value is DATE_IN_AN_HOUR:
        value = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    with receiving(status(code, Retry_After=value)) as receiver:
        result = send(receiver.url)
    assert isinstance(result, DeliveryFailed)
    if seconds is None:
        assert result.not_before is None
    else:
        assert result.not_before
        assert abs(result.not_before - datetime.now(UTC) - timedelta(seconds=seconds)) < timedelta(seconds=60)


@pytest.mark.parametrize("respond", [silent, trickling])
def test_attempt_times_out_on_a_slow_receiver(respond: Respond) -> None:
    with receiving(respond) as receiver:
        assert send(receiver.url, timeout=0.3) == DeliveryFailed("no answer within 0.3 s")


@pytest.mark.parametrize("respond", [endless, lying, trickling_body])
def test_success_status_counts_whatever_the_body(respond: Respond) -> None:
    with receiving(respond) as receiver:
        started = time.monotonic()
        assert send(receiver.url, timeout=0.5) == Delivered()
        assert time.monotonic() - started < 5  # the slow body takes ten seconds


def test_invalid_response_is_a_failure() -> None:
    with receiving(garbage) as receiver:
        assert send(receiver.url) == DeliveryFailed("the receiver could not be reached (RemoteProtocolError)")


def test_refused_connection_is_a_failure() -> None:
    with receiving(status(200)) as receiver:
        pass
    assert send(receiver.url) == DeliveryFailed("the receiver could not be reached (ConnectionRefusedError)")
