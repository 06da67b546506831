"""Messages: pulled and acknowledged, or delivered with retries, redriven, and limited by a cap and quiet hours."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from standardwebhooks import Webhook as Verifier

from agent.service_settings import MessageOptions
from api.jobs.delivery import deliver_messages
from api.jobs.dispatch import Dispatcher
from api.services import Services
from domain.message import Message, MessageStatus
from store.service_schema import MessageRow
from tests.api.conftest import INTERVALS, Json, decide, run_service
from tests.api.webhooks.receiver import Receiver, receiving, status
from tests.store.databases import STORES, new_database

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def message_options(receiver: Receiver | None = None, **fields: Any) -> Json:
    options: Json = {
        "hold_from_severity": "none",
        "release_from_precision": "always",
        "webhook_timeout_seconds": 2,
        **fields,
    }
    if receiver is None:
        return options
    return options | {"webhook_url": receiver.url, "webhook_secrets": [SECRET], "trusted_hosts": ["localhost"]}


def wait_until(check: Callable[[], Any]) -> None:
    for _ in range(500):
        if check():
            return
        time.sleep(0.02)
    raise AssertionError("the condition does not become true")


def make_due(services: Services, message_id: str) -> None:
    with services.store.database.write_transaction() as session:
        row = session.get_one(MessageRow, message_id)
        row.not_before = datetime.now(UTC)


def message_of(services: Services, decision: Json) -> Message:
    found = services.store.outbox.current_message(decision["decision_id"])
    assert found
    return found


def test_message_is_delivered_once_as_a_signed_event(tmp_path: Path) -> None:
    with (
        receiving(status(204)) as receiver,
        run_service(tmp_path, messages=message_options(receiver)) as (client, services),
    ):
        decision = decide(client)
        wait_until(lambda: message_of(services, decision).status is MessageStatus.DELIVERED)
        time.sleep(4 * INTERVALS.dispatch_seconds)
    ((headers, body),) = receiver.received
    event = Verifier(SECRET).verify(body, headers)
    message_id = f"msg_{decision['decision_id'].removeprefix('dec_')}"
    assert event["id"] == headers["webhook-id"]
    (told,) = event["data"]["messages"]
    assert (told["message_id"], told["decision_id"]) == (message_id, decision["decision_id"])
    assert told["body"] == decision["education"]["body"]
    assert "probability" not in json.dumps(event)


def test_held_message_waits_for_a_review(tmp_path: Path) -> None:
    with receiving(status(204)) as receiver:
        held = message_options(receiver, hold_from_severity="high")
        with run_service(tmp_path, messages=held) as (client, services):
            unreviewed, upheld = decide(client), decide(client, creator_id="cr_2")
            body = {"action": "uphold", "reason": "So it is.", "reviewer": "ana"}
            client.post(f"/v1/decisions/{upheld['decision_id']}/reviews", json=body)
            wait_until(lambda: message_of(services, upheld).status is MessageStatus.DELIVERED)
            assert message_of(services, unreviewed).status is MessageStatus.HELD
    assert len(receiver.received) == 1


def test_failed_attempt_is_retried_later_until_the_last_one(tmp_path: Path) -> None:
    with receiving(status(500)) as failing, run_service(tmp_path, messages=message_options()) as (client, services):
        decision = decide(client)
        name = message_of(services, decision).message_id
        with_webhook = with_receiver(services, failing)
        deliver_messages(with_webhook, [name])
        tried = message_of(services, decision)
        assert (tried.status, tried.attempts, tried.last_error) == (MessageStatus.READY, 1, "the receiver answered 500")
        assert tried.not_before > datetime.now(UTC)
        deliver_messages(with_webhook, [name])
        assert message_of(services, decision).attempts == 1  # it is not due yet
        assert client.post(f"/v1/education-messages/{name}/redrive").status_code == 204
        due = message_of(services, decision)
        assert (due.attempts, due.not_before <= datetime.now(UTC)) == (0, True)
        again = client.post(f"/v1/education-messages/{name}/redrive")
        assert (again.status_code, "has not failed" in again.json()["detail"]) == (409, True)
        deliver_messages(with_webhook, [name])
        assert message_of(services, decision).attempts == 1
        for _ in range(9):
            make_due(services, name)
            deliver_messages(with_webhook, [name])
        assert message_of(services, decision).status is MessageStatus.DEAD
        deliver_messages(with_webhook, [name])
        assert len(failing.received) == 11
        assert len({body for _, body in failing.received}) == 1
        assert client.post(f"/v1/education-messages/{name}/redrive").status_code == 204
        revived = message_of(services, decision)
        assert (revived.status, revived.attempts) == (MessageStatus.READY, 0)
        with receiving(status(410)) as gone:
            deliver_messages(with_receiver(services, gone), [name])
        assert message_of(services, decision).status is MessageStatus.DEAD


def test_redriven_message_is_sent_again(tmp_path: Path) -> None:
    codes = iter([410])

    def gone_once(handler: BaseHTTPRequestHandler) -> None:
        status(next(codes, 204))(handler)

    with (
        receiving(gone_once) as receiver,
        run_service(tmp_path, messages=message_options(receiver)) as (client, services),
    ):
        decision = decide(client)
        wait_until(lambda: message_of(services, decision).status is MessageStatus.DEAD)
        client.post(f"/v1/education-messages/{message_of(services, decision).message_id}/redrive")
        wait_until(lambda: message_of(services, decision).status is MessageStatus.DELIVERED)
    assert len(receiver.received) == 2
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1


@pytest.mark.slow
def test_message_that_becomes_due_during_a_delivery_is_in_the_next(tmp_path: Path) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(3 * INTERVALS.dispatch_seconds)
        status(204)(handler)

    with (
        receiving(slow) as receiver,
        run_service(tmp_path, messages=message_options(receiver, max_per_window=5)) as (client, services),
    ):
        first = decide(client)
        wait_until(lambda: receiver.received)
        second = decide(client)
        wait_until(lambda: message_of(services, second).status is MessageStatus.DELIVERED)
        assert message_of(services, first).status is MessageStatus.DELIVERED
    sent = [
        [message["decision_id"] for message in json.loads(body)["data"]["messages"]] for _, body in receiver.received
    ]
    assert sent == [[first["decision_id"]], [second["decision_id"]]]
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 2


@pytest.mark.slow
@pytest.mark.parametrize("store", STORES)
def test_hundreds_of_messages_to_one_creator_are_one_delivery(store: str, tmp_path: Path) -> None:
    fields: Json = {"database_url": new_database(tmp_path)} if store == "postgresql" else {}
    with run_service(tmp_path, messages=message_options(), **fields) as (client, _):
        decisions = {decide(client, name=f"c{n}")["decision_id"] for n in range(250)}
    with (
        receiving(status(204)) as receiver,
        run_service(tmp_path, messages=message_options(receiver), **fields) as (_, services),
    ):
        wait_until(lambda: services.store.outbox.count(MessageStatus.DELIVERED) == len(decisions))
    ((_, body),) = receiver.received
    assert {message["decision_id"] for message in json.loads(body)["data"]["messages"]} == decisions


def overturn(client: TestClient, decision: Json) -> None:
    body = {"action": "overturn", "reason": "She quotes it.", "reviewer": "ana"}
    assert client.post(f"/v1/decisions/{decision['decision_id']}/reviews", json=body).status_code == 201


def test_delivered_message_that_a_review_withdraws_is_corrected(tmp_path: Path) -> None:
    with (
        receiving(status(204)) as receiver,
        run_service(tmp_path, messages=message_options(receiver, max_per_window=5)) as (client, services),
    ):
        decision = decide(client, language="es")
        wait_until(lambda: message_of(services, decision).status is MessageStatus.DELIVERED)
        overturn(client, decision)
        correction = message_of(services, decision)
        assert correction.corrects == f"msg_{decision['decision_id'].removeprefix('dec_')}"
        wait_until(lambda: message_of(services, decision).status is MessageStatus.DELIVERED)
        path = f"/v1/decisions/{decision['decision_id']}/explanation?audience=creator"
        explained = client.get(path).json()["message"]
        log = [(entry.action, entry.subject) for entry in services.store.audit.entries() if entry.actor == "delivery"]
    (_, first), (headers, second) = receiver.received
    event = Verifier(SECRET).verify(second, headers)
    assert event["id"] == headers["webhook-id"] != json.loads(first)["id"]
    (sent,) = event["data"]["messages"]
    assert (sent["message_id"], sent["corrects"]) == (correction.message_id, correction.corrects)
    assert (sent["clauses"], sent["locale"]) == ([], "es")
    assert "CLM-1" in sent["body"]
    assert {name: sent[name] for name in explained} == explained
    assert log == [("message.deliver", correction.corrects), ("message.deliver", correction.message_id)]


def test_message_withdrawn_during_its_delivery_is_corrected(tmp_path: Path) -> None:
    reviews: list[Callable[[], None]] = []

    def review_first(handler: BaseHTTPRequestHandler) -> None:
        if reviews:
            reviews.pop()()
        status(204)(handler)

    with receiving(review_first) as receiver, run_service(tmp_path, messages=message_options()) as (client, services):
        decision = decide(client)
        reviews.append(lambda: overturn(client, decision))
        deliver_messages(with_receiver(services, receiver), [message_of(services, decision).message_id])
        items = client.get("/v1/education-messages").json()["items"]
    assert [(item["status"], item["clauses"], item["corrects"]) for item in items] == [
        ("delivered", ["CLM-1"], None),
        ("ready", [], items[0]["message_id"]),
    ]
    assert items[0]["body"] == decision["education"]["body"]


def with_receiver(services: Services, receiver: Receiver) -> Services:
    messages = MessageOptions.model_validate(message_options(receiver))
    return replace(services, settings=services.settings.model_copy(update={"messages": messages}))


def test_messages_are_pulled_and_acknowledged(tmp_path: Path) -> None:
    with run_service(tmp_path, messages=message_options()) as (client, services):
        names = [message_of(services, decide(client, creator_id=f"cr_{n}")).message_id for n in range(3)]
        first = client.get("/v1/education-messages?status=ready&limit=2").json()
        second = client.get(f"/v1/education-messages?status=ready&limit=2&cursor={first['next_cursor']}").json()
        assert [item["message_id"] for item in first["items"] + second["items"]] == names
        assert second["next_cursor"] is None
        assert [client.post(f"/v1/education-messages/{names[0]}/ack").status_code for _ in range(2)] == [204, 204]
        log = [(entry.before, entry.after) for entry in services.store.audit.entries() if entry.action == "message.ack"]
        assert log == [("ready", "delivered")]
        ready = client.get("/v1/education-messages?status=ready").json()["items"]
        assert [item["message_id"] for item in ready] == names[1:]
        parameters = {"created_at": datetime(2020, 1, 1, tzinfo=UTC).isoformat()}
        assert client.post(f"/v1/education-messages/{names[1]}/ack", params=parameters).status_code == 409
        parameters = {"created_at": ready[0]["created_at"]}
        assert client.post(f"/v1/education-messages/{names[1]}/ack", params=parameters).status_code == 204
        assert client.post("/v1/education-messages/msg_none/ack").status_code == 404
        assert client.post(f"/v1/education-messages/{names[0]}/redrive").status_code == 409


def test_invalid_cursor_is_refused(client: TestClient) -> None:
    for path in ("/v1/education-messages", "/v1/decisions", "/v1/appeals"):
        response = client.get(path, params={"cursor": "msg_none"})
        assert (response.status_code, response.json()["type"]) == (422, "urn:clausewise:problem:invalid-cursor")
        assert "give the `next_cursor` of a page, or leave `cursor` out" in response.json()["detail"]


def test_next_page_continues_after_a_message_was_rewritten(tmp_path: Path) -> None:
    with run_service(tmp_path, messages=message_options()) as (client, _):
        decisions = [decide(client, creator_id=f"cr_{n}") for n in range(3)]
        first = client.get("/v1/education-messages?limit=1").json()
        body = {"action": "amend", "reason": "Another rule.", "reviewer": "ana", "violated": ["DSC-1"]}
        client.post(f"/v1/decisions/{decisions[0]['decision_id']}/reviews", json=body)
        rest = client.get(f"/v1/education-messages?cursor={first['next_cursor']}").json()["items"]
        assert [item["decision_id"] for item in rest] == [decisions[n]["decision_id"] for n in (1, 2, 0)]


def dispatch(services: Services, now: datetime, **fields: Any) -> list[list[str]]:
    """The message ids of each delivery that is enqueued."""
    deliveries: list[list[str]] = []
    options = MessageOptions.model_validate(message_options(**fields))
    Dispatcher(services.store.outbox, options, lambda _, ids: deliveries.append(ids)).dispatch(now)
    return deliveries


def test_due_messages_are_one_delivery_and_the_cap_limits_deliveries(tmp_path: Path) -> None:
    with run_service(tmp_path, messages=message_options()) as (client, services):
        one, two = decide(client), decide(client)
        other = decide(client, creator_id="cr_2")
        now = datetime.now(UTC)
        messages = [message_of(services, decision) for decision in (one, two, other)]
        names = [message.message_id for message in messages]
        assert dispatch(services, now) == [names[:2], names[2:]]
        services.store.outbox.mark_delivered(messages, now)
        third = message_of(services, decide(client)).message_id
        assert dispatch(services, now + timedelta(hours=1)) == []
        assert dispatch(services, now + timedelta(hours=23)) == []
        assert dispatch(services, now + timedelta(hours=25)) == [[third]]


def test_correction_bypasses_the_cap_and_not_the_quiet_hours(tmp_path: Path) -> None:
    with run_service(tmp_path, messages=message_options(), service={"undo_seconds": 0}) as (client, services):
        decision = decide(client)
        noon = datetime.now(UTC).replace(hour=12, minute=0) + timedelta(days=1)
        services.store.outbox.mark_delivered([message_of(services, decision)], noon)
        overturn(client, decision)
        ordinary = message_of(services, decide(client)).message_id
        correction = message_of(services, decision).message_id
        assert dispatch(services, noon + timedelta(minutes=1), quiet_from="11:00", quiet_until="13:00") == []
        assert dispatch(services, noon + timedelta(hours=2)) == [[correction]]
        assert dispatch(services, noon + timedelta(hours=25)) == [[correction, ordinary]]


def test_no_delivery_in_quiet_hours(tmp_path: Path) -> None:
    with run_service(tmp_path, messages=message_options()) as (client, services):
        name = message_of(services, decide(client)).message_id
        night = (datetime.now(UTC) + timedelta(days=1)).replace(hour=23)
        quiet = {"quiet_from": "22:00", "quiet_until": "08:00"}
        assert dispatch(services, night, **quiet) == []
        assert dispatch(services, night + timedelta(hours=8), **quiet) == []
        assert dispatch(services, night + timedelta(hours=9), **quiet) == [[name]]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"webhook_url": "https://a.example/"}, "needs a secret"),
        ({"webhook_secrets": ["whsec_short"]}, "whsec_"),
        ({"webhook_secrets": ["c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"]}, "whsec_"),
        ({"time_zone": "Mars/Olympus"}, "unknown time zone"),
        ({"quiet_from": "22:00+02:00", "quiet_until": "08:00"}, "without a zone"),
        ({"quiet_from": "22:00"}, "both QUIET_FROM and QUIET_UNTIL"),
        ({"hold_from_severity": "severe"}, "hold_from_severity"),
    ],
)
def test_invalid_settings_are_refused(fields: Json, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        MessageOptions.model_validate(fields)
