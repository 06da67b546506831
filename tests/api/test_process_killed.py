"""Real services killed at any moment and started again: every case is decided once, every message is delivered."""

import json
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.api.conftest import case
from tests.api.processes import STORES, hook, needs_postgres, services, wait_for
from tests.api.submissions import MANY, begin, decided, each_once, progress
from tests.api.webhooks.receiver import receiving, status

pytestmark = pytest.mark.slow
TOLD_TO_END = -signal.SIGTERM  # the server ends itself by the signal once all is done


@pytest.mark.parametrize("store", STORES)
def test_a_batch_lives_through_kills(store: str, tmp_path: Path) -> None:
    chance = random.Random(7)
    with services(store, tmp_path) as (service,):
        service.start()
        batch_id = begin(service)
        for _ in range(3):
            before = progress(service, batch_id)
            while progress(service, batch_id) < min(before + 40, MANY):
                time.sleep(0.01)
            time.sleep(chance.random() / 10)
            service.end(signal.SIGKILL)
            service.start()
        found = wait_for(service.client, f"/v1/batches/{batch_id}", status="done")
        assert (found["done"], found["failed"]) == (MANY, 0)
        each_once(service, batch_id)


def test_a_service_that_is_told_to_end_hands_back_its_work(tmp_path: Path) -> None:
    with services("sqlite", tmp_path) as (service,):
        service.start()
        batch_id = begin(service)
        while progress(service, batch_id) < 30:
            time.sleep(0.01)
        assert service.end(signal.SIGTERM) == TOLD_TO_END
        service.start()
        wait_for(service.client, f"/v1/batches/{batch_id}", status="done")
        each_once(service, batch_id)


@needs_postgres
def test_two_services_on_one_record_share_a_batch(tmp_path: Path) -> None:
    with services("postgresql", tmp_path, count=2) as both:
        for service in both:
            service.start()
        batch_id = begin(both[0])
        wait_for(both[1].client, f"/v1/batches/{batch_id}", status="done")
        each_once(both[1], batch_id)
        shares = [decided(service.client) for service in both]
        assert sum(shares) == MANY
        assert min(shares) > MANY / 10


@pytest.mark.parametrize("store", STORES)
def test_every_message_is_delivered_whenever_it_is_killed(store: str, tmp_path: Path) -> None:
    chance = random.Random(11)
    with receiving(status(204)) as receiver, services(store, tmp_path, settings=hook(receiver.url)) as (service,):
        service.start()
        batch_id = begin(service, 60)
        for _ in range(3):
            time.sleep(0.5 + chance.random())
            service.end(signal.SIGKILL)
            service.start()
        wait_for(service.client, f"/v1/batches/{batch_id}", status="done")
        wait_for(service.client, "/v1/education-messages?status=ready", items=[])
        delivered = service.client.get("/v1/education-messages?status=delivered&limit=200").json()["items"]
    sent = Counter(one["message_id"] for _, body in receiver.got for one in json.loads(body)["data"]["messages"])
    assert len(delivered) == 30
    assert sent.keys() == {item["message_id"] for item in delivered}
    bodies = {(headers["webhook-id"], body) for headers, body in receiver.got}
    assert len(bodies) == 30  # the same bytes each time


@pytest.mark.parametrize("store", STORES)
def test_a_decision_under_way_is_answered_before_the_service_ends(store: str, tmp_path: Path) -> None:
    with services(store, tmp_path) as (service,):
        service.start()
        with service.client.stream("POST", "/v1/decisions/stream", json=case()) as answer:
            lines = answer.iter_lines()
            first = next(lines)
            assert service.process
            service.process.send_signal(signal.SIGTERM)
            rest = list(lines)
        assert first == "event: evidence"
        assert "event: decision" in rest
        assert service.process.wait(60) == TOLD_TO_END
