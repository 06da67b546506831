"""A webhook that the service signed is accepted, and nothing else."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from api.webhooks.signing import signed_headers
from clausewise_client import InvalidWebhook, verify_webhook

OLD, NEW = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
BODY = json.dumps({"id": "evt_1", "data": {"creator_id": "cr_å"}}, ensure_ascii=False).encode()


def headers_at(minutes: float = 0, *secrets: str) -> dict[str, str]:
    return signed_headers(secrets or (OLD,), "evt_1", BODY, datetime.now(UTC) + timedelta(minutes=minutes))


def test_signed_event_is_returned() -> None:
    assert verify_webhook(BODY, headers_at(), [OLD])["id"] == "evt_1"
    shouted = {name.upper(): value for name, value in headers_at().items()}
    assert verify_webhook(BODY, shouted, [NEW, OLD])["data"] == {"creator_id": "cr_å"}
    assert verify_webhook(BODY, headers_at(0, OLD, NEW), [NEW])["id"] == "evt_1"


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "nothing"},
        {"webhook-signature": "v1,*"},
        {"webhook-signature": ""},
        {"webhook-id": "evt_2"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "9" * 400},
    ],
)
def test_changed_headers_are_refused(changes: dict[str, str]) -> None:
    with pytest.raises(InvalidWebhook):
        verify_webhook(BODY, headers_at() | changes, [OLD])


@pytest.mark.parametrize("body", [BODY + b" ", b"", b"\xff", b"[]"])
def test_changed_body_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidWebhook):
        verify_webhook(body, headers_at(), [OLD])


@pytest.mark.parametrize("minutes", [-6, 6])
def test_event_of_another_time_is_refused(minutes: float) -> None:
    with pytest.raises(InvalidWebhook):
        verify_webhook(BODY, headers_at(minutes), [OLD])


def test_other_secret_none_and_no_event_are_refused() -> None:
    for secrets in ([NEW], []):
        with pytest.raises(InvalidWebhook):
            verify_webhook(BODY, headers_at(), secrets)
    with pytest.raises(InvalidWebhook):
        verify_webhook(BODY, {}, [OLD])
    signed = signed_headers([OLD], "evt_1", b"[]", datetime.now(UTC))
    with pytest.raises(InvalidWebhook, match="not an event"):
        verify_webhook(b"[]", signed, [OLD])
