"""Messages on their way: pulled and acknowledged, or delivered, retried, given up, driven again, held to a cap."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from standardwebhooks import Webhook as Verifier

from agent.service_settings import MessageOptions
from api.jobs.delivery import deliver_all
from api.jobs.dispatch import EVERY, Dispatcher
from api.services import Services
from domain.message import Message, MessageStatus
from store.service_schema import MessageRow
from tests.api.conftest import Json, decide, served
from tests.api.processes import STORES, new_database
from tests.api.webhooks.receiver import Receiver, receiving, status

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def options(receiver: Receiver | None = None, **given: Any) -> Json:
    base: Json = {"hold_from": "none", "timeout": 2, **given}
    if receiver is None:
        return base
    return base | {"webhook_url": receiver.url, "webhook_secrets": [SECRET], "trusted_hosts": ["localhost"]}


def until(check: Callable[[], Any]) -> None:
    for _ in range(200):
        if check():
            return
        time.sleep(0.05)
    raise AssertionError("it does not come to pass")


def hurry(parts: Services, name: str) -> None:
    """Whatever it waits for is over."""
    with parts.store.database.writing() as session:
        row = session.get_one(MessageRow, name)
        row.not_before = datetime.now(UTC)


def of(parts: Services, decision: Json) -> Message:
    found = parts.store.outbox.of(decision["decision_id"])
    assert found
    return found


def test_a_message_is_delivered_once_signed_and_enveloped(tmp_path: Path) -> None:
    with receiving(status(204)) as receiver, served(tmp_path, messages=options(receiver)) as (client, parts):
        decision = decide(client)
        until(lambda: of(parts, decision).status is MessageStatus.DELIVERED)
        time.sleep(4 * EVERY)
    ((headers, body),) = receiver.got
    event = Verifier(SECRET).verify(body, headers)
    message_id = f"msg_{decision['decision_id'].removeprefix('dec_')}"
    assert event["id"] == headers["webhook-id"]
    (told,) = event["data"]["messages"]
    assert (told["message_id"], told["decision_id"]) == (message_id, decision["decision_id"])
    assert told["body"] == decision["education"]["body"]
    assert "probability" not in json.dumps(event)


def test_what_is_held_waits_for_a_person(tmp_path: Path) -> None:
    with receiving(status(204)) as receiver:
        held = options(receiver, hold_from="high")
        with served(tmp_path, messages=held) as (client, parts):
            kept, let_go = decide(client), decide(client, creator_id="cr_2")
            body = {"action": "uphold", "reason": "So it is.", "reviewer": "ana"}
            client.post(f"/v1/decisions/{let_go['decision_id']}/reviews", json=body)
            until(lambda: of(parts, let_go).status is MessageStatus.DELIVERED)
            assert of(parts, kept).status is MessageStatus.HELD
    assert len(receiver.got) == 1


def test_a_failed_attempt_is_made_again_later_and_a_final_one_is_not(tmp_path: Path) -> None:
    with receiving(status(500)) as failing, served(tmp_path, messages=options()) as (client, parts):
        decision = decide(client)
        name = of(parts, decision).message_id
        failed = with_hook(parts, failing)
        deliver_all(failed, [name])
        tried = of(parts, decision)
        assert (tried.status, tried.attempts, tried.last_error) == (MessageStatus.READY, 1, "the receiver answered 500")
        assert tried.not_before > datetime.now(UTC)
        deliver_all(failed, [name])
        assert of(parts, decision).attempts == 1  # it is not due yet
        for _ in range(9):
            hurry(parts, name)
            deliver_all(failed, [name])
        assert of(parts, decision).status is MessageStatus.DEAD
        deliver_all(failed, [name])
        assert len(failing.got) == 10
        assert len({body for _, body in failing.got}) == 1
        assert client.post(f"/v1/education-messages/{name}/redrive").status_code == 204
        revived = of(parts, decision)
        assert (revived.status, revived.attempts) == (MessageStatus.READY, 0)
        with receiving(status(410)) as gone:
            deliver_all(with_hook(parts, gone), [name])
        assert of(parts, decision).status is MessageStatus.DEAD


def test_a_message_that_is_driven_again_goes_again(tmp_path: Path) -> None:
    codes = iter([410])

    def mended(handler: BaseHTTPRequestHandler) -> None:
        status(next(codes, 204))(handler)

    with receiving(mended) as receiver, served(tmp_path, messages=options(receiver)) as (client, parts):
        decision = decide(client)
        until(lambda: of(parts, decision).status is MessageStatus.DEAD)
        client.post(f"/v1/education-messages/{of(parts, decision).message_id}/redrive")
        until(lambda: of(parts, decision).status is MessageStatus.DELIVERED)
    assert len(receiver.got) == 2
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1


@pytest.mark.slow
def test_what_comes_due_during_a_delivery_is_the_next(tmp_path: Path) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(3 * EVERY)
        status(204)(handler)

    with receiving(slow) as receiver, served(tmp_path, messages=options(receiver, most=5)) as (client, parts):
        first = decide(client)
        until(lambda: receiver.got)
        second = decide(client)
        until(lambda: of(parts, second).status is MessageStatus.DELIVERED)
        assert of(parts, first).status is MessageStatus.DELIVERED
    told = [[one["decision_id"] for one in json.loads(body)["data"]["messages"]] for _, body in receiver.got]
    assert told == [[first["decision_id"]], [second["decision_id"]]]
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 2


@pytest.mark.slow
@pytest.mark.parametrize("store", STORES)
def test_hundreds_that_wait_for_one_creator_go_as_one(store: str, tmp_path: Path) -> None:
    known: Json = {"database_url": new_database(tmp_path)} if store == "postgresql" else {}
    with served(tmp_path, messages=options(), **known) as (client, _):
        told = {decide(client, name=f"c{n}")["decision_id"] for n in range(250)}
    with (
        receiving(status(204)) as receiver,
        served(tmp_path, messages=options(receiver), **known) as (_, parts),
    ):
        until(lambda: parts.store.outbox.count(MessageStatus.DELIVERED) == len(told))
    ((_, body),) = receiver.got
    assert {one["decision_id"] for one in json.loads(body)["data"]["messages"]} == told


def overturn(client: TestClient, decision: Json) -> None:
    body = {"action": "overturn", "reason": "She quotes it.", "reviewer": "ana"}
    assert client.post(f"/v1/decisions/{decision['decision_id']}/reviews", json=body).status_code == 201


def test_a_message_that_a_review_takes_back_is_corrected_the_same_way(tmp_path: Path) -> None:
    with receiving(status(204)) as receiver, served(tmp_path, messages=options(receiver, most=5)) as (client, parts):
        decision = decide(client, language="es")
        until(lambda: of(parts, decision).status is MessageStatus.DELIVERED)
        overturn(client, decision)
        correction = of(parts, decision)
        assert correction.corrects == f"msg_{decision['decision_id'].removeprefix('dec_')}"
        until(lambda: of(parts, decision).status is MessageStatus.DELIVERED)
        path = f"/v1/decisions/{decision['decision_id']}/explanation?audience=creator"
        explained = client.get(path).json()["message"]
        told = [(line.what, line.subject) for line in parts.store.audit.lines() if line.who == "delivery"]
    (_, first), (headers, second) = receiver.got
    event = Verifier(SECRET).verify(second, headers)
    assert event["id"] == headers["webhook-id"] != json.loads(first)["id"]
    (sent,) = event["data"]["messages"]
    assert (sent["message_id"], sent["corrects"]) == (correction.message_id, correction.corrects)
    assert (sent["clauses"], sent["locale"]) == ([], "es")
    assert "CLM-1" in sent["body"]
    assert {name: sent[name] for name in explained} == explained
    assert told == [("message.deliver", correction.corrects), ("message.deliver", correction.message_id)]


def test_what_a_review_takes_back_during_its_delivery_went_and_is_corrected(tmp_path: Path) -> None:
    reviews: list[Callable[[], None]] = []

    def slow(handler: BaseHTTPRequestHandler) -> None:
        if reviews:
            reviews.pop()()
        status(204)(handler)

    with receiving(slow) as receiver, served(tmp_path, messages=options()) as (client, parts):
        decision = decide(client)
        reviews.append(lambda: overturn(client, decision))
        deliver_all(with_hook(parts, receiver), [of(parts, decision).message_id])
        items = client.get("/v1/education-messages").json()["items"]
    assert [(item["status"], item["clauses"], item["corrects"]) for item in items] == [
        ("delivered", ["CLM-1"], None),
        ("ready", [], items[0]["message_id"]),
    ]
    assert items[0]["body"] == decision["education"]["body"]


def with_hook(parts: Services, receiver: Receiver) -> Services:
    from dataclasses import replace

    messages = MessageOptions.model_validate(options(receiver))
    return replace(parts, settings=parts.settings.model_copy(update={"messages": messages}))


def test_messages_are_pulled_and_acknowledged(tmp_path: Path) -> None:
    with served(tmp_path, messages=options()) as (client, parts):
        names = [of(parts, decide(client, creator_id=f"cr_{n}")).message_id for n in range(3)]
        first = client.get("/v1/education-messages?status=ready&limit=2").json()
        second = client.get(f"/v1/education-messages?status=ready&limit=2&after={first['next']}").json()
        assert [item["message_id"] for item in first["items"] + second["items"]] == names
        assert second["next"] is None
        assert [client.post(f"/v1/education-messages/{names[0]}/ack").status_code for _ in range(2)] == [204, 204]
        log = [(line.before, line.after) for line in parts.store.audit.lines() if line.what == "message.ack"]
        assert log == [("ready", "delivered")]
        ready = client.get("/v1/education-messages?status=ready").json()["items"]
        assert [item["message_id"] for item in ready] == names[1:]
        written = {"created_at": datetime(2020, 1, 1, tzinfo=UTC).isoformat()}
        assert client.post(f"/v1/education-messages/{names[1]}/ack", params=written).status_code == 409
        written = {"created_at": ready[0]["created_at"]}
        assert client.post(f"/v1/education-messages/{names[1]}/ack", params=written).status_code == 204
        assert client.post("/v1/education-messages/msg_none/ack").status_code == 404
        assert client.post(f"/v1/education-messages/{names[0]}/redrive").status_code == 409


def test_a_place_in_the_list_that_is_none_is_refused(client: TestClient) -> None:
    for path in ("/v1/education-messages", "/v1/decisions", "/v1/appeals"):
        refused = client.get(path, params={"after": "msg_none"})
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:clausewise:problem:cursor")
        assert "leave it out, or give `next` of a page" in refused.json()["detail"]


def test_a_page_goes_on_though_the_last_message_was_written_anew(tmp_path: Path) -> None:
    with served(tmp_path, messages=options()) as (client, _):
        decisions = [decide(client, creator_id=f"cr_{n}") for n in range(3)]
        first = client.get("/v1/education-messages?limit=1").json()
        body = {"action": "amend", "reason": "Another rule.", "reviewer": "ana", "violated": ["DSC-1"]}
        client.post(f"/v1/decisions/{decisions[0]['decision_id']}/reviews", json=body)
        rest = client.get(f"/v1/education-messages?after={first['next']}").json()["items"]
        assert [item["decision_id"] for item in rest] == [decisions[n]["decision_id"] for n in (1, 2, 0)]


def dispatched(parts: Services, now: datetime, **given: Any) -> list[list[str]]:
    sent: list[list[str]] = []
    chosen = MessageOptions.model_validate(options(**given))
    Dispatcher(parts.store.outbox, chosen, lambda _, names: sent.append(names)).dispatch(now)
    return sent


def test_what_falls_together_goes_as_one_and_no_more_than_the_cap(tmp_path: Path) -> None:
    with served(tmp_path, messages=options()) as (client, parts):
        one, two = decide(client), decide(client)
        other = decide(client, creator_id="cr_2")
        now = datetime.now(UTC)
        messages = [of(parts, decision) for decision in (one, two, other)]
        names = [message.message_id for message in messages]
        assert dispatched(parts, now) == [names[:2], names[2:]]
        parts.store.outbox.delivered(messages, now)
        third = of(parts, decide(client)).message_id
        assert dispatched(parts, now + timedelta(hours=1)) == []
        assert dispatched(parts, now + timedelta(hours=23)) == []
        assert dispatched(parts, now + timedelta(hours=25)) == [[third]]


def test_a_correction_waits_its_turn_too(tmp_path: Path) -> None:
    with served(tmp_path, messages=options()) as (client, parts):
        decision = decide(client)
        now = datetime.now(UTC)
        parts.store.outbox.delivered([of(parts, decision)], now)
        overturn(client, decision)
        assert dispatched(parts, now + timedelta(hours=1)) == []
        assert dispatched(parts, now + timedelta(hours=25)) == [[of(parts, decision).message_id]]


def test_in_quiet_hours_nothing_leaves(tmp_path: Path) -> None:
    with served(tmp_path, messages=options()) as (client, parts):
        name = of(parts, decide(client)).message_id
        night = (datetime.now(UTC) + timedelta(days=1)).replace(hour=23)
        quiet = {"quiet_from": "22:00", "quiet_until": "08:00"}
        assert dispatched(parts, night, **quiet) == []
        assert dispatched(parts, night + timedelta(hours=8), **quiet) == []
        assert dispatched(parts, night + timedelta(hours=9), **quiet) == [[name]]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"webhook_url": "https://a.example/"}, "needs a secret"),
        ({"webhook_secrets": ["whsec_short"]}, "whsec_"),
        ({"webhook_secrets": ["c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"]}, "whsec_"),
        ({"time_zone": "Mars/Olympus"}, "no time zone"),
        ({"quiet_from": "22:00+02:00", "quiet_until": "08:00"}, "without a zone"),
        ({"quiet_from": "22:00"}, "QUIET_FROM and QUIET_UNTIL both"),
        ({"hold_from": "severe"}, "hold_from"),
    ],
)
def test_bad_settings_are_said(wrong: Json, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        MessageOptions.model_validate(wrong)
