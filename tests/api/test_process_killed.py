"""Real services killed at random moments and started again: each case is decided once, each message is delivered."""

import json
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.api.conftest import make_case
from tests.api.processes import service_processes, wait_for, webhook_settings
from tests.api.submissions import (
    BATCH_SIZE,
    count_decisions,
    count_done,
    require_each_case_decided_once,
    submit_batch,
)
from tests.api.webhooks.receiver import receiving, status
from tests.store.databases import STORES, needs_postgres

pytestmark = pytest.mark.slow
TERMINATED = -signal.SIGTERM  # the server ends itself by the signal once all is done


@pytest.mark.parametrize("store", STORES)
def test_batch_survives_kills(store: str, tmp_path: Path) -> None:
    chance = random.Random(7)
    with service_processes(store, tmp_path) as (service,):
        service.start()
        batch_id = submit_batch(service)
        for _ in range(3):
            before = count_done(service, batch_id)
            while count_done(service, batch_id) < min(before + 40, BATCH_SIZE):
                time.sleep(0.01)
            time.sleep(chance.random() / 10)
            service.stop(signal.SIGKILL)
            service.start()
        found = wait_for(service.client, f"/v1/batches/{batch_id}", status="done")
        assert (found["done"], found["failed"]) == (BATCH_SIZE, 0)
        require_each_case_decided_once(service, batch_id)


def test_terminated_service_returns_its_work_to_the_queue(tmp_path: Path) -> None:
    with service_processes("sqlite", tmp_path) as (service,):
        service.start()
        batch_id = submit_batch(service)
        while count_done(service, batch_id) < 30:
            time.sleep(0.01)
        assert service.stop(signal.SIGTERM) == TERMINATED
        service.start()
        wait_for(service.client, f"/v1/batches/{batch_id}", status="done")
        require_each_case_decided_once(service, batch_id)


@needs_postgres
def test_two_services_on_one_database_share_a_batch(tmp_path: Path) -> None:
    with service_processes("postgresql", tmp_path, count=2) as both:
        for service in both:
            service.start()
        batch_id = submit_batch(both[0])
        wait_for(both[1].client, f"/v1/batches/{batch_id}", status="done")
        require_each_case_decided_once(both[1], batch_id)
        counts = [count_decisions(service.client) for service in both]
        assert sum(counts) == BATCH_SIZE
        assert min(counts) > BATCH_SIZE / 10


@pytest.mark.parametrize("store", STORES)
def test_every_message_is_delivered_despite_kills(store: str, tmp_path: Path) -> None:
    chance = random.Random(11)
    with (
        receiving(status(204)) as receiver,
        service_processes(store, tmp_path, settings=webhook_settings(receiver.url)) as (service,),
    ):
        service.start()
        batch_id = submit_batch(service, 60)
        for _ in range(3):
            time.sleep(0.5 + chance.random())
            service.stop(signal.SIGKILL)
            service.start()
        wait_for(service.client, f"/v1/batches/{batch_id}", status="done")
        wait_for(service.client, "/v1/education-messages?status=ready", items=[])
        delivered = service.client.get("/v1/education-messages?status=delivered&limit=200").json()["items"]
    received = Counter(
        message["message_id"] for _, body in receiver.received for message in json.loads(body)["data"]["messages"]
    )
    assert len(delivered) == 30
    assert received.keys() == {item["message_id"] for item in delivered}
    bodies = {(headers["webhook-id"], body) for headers, body in receiver.received}
    assert len(bodies) == 30  # the same bytes each time


@pytest.mark.parametrize("store", STORES)
def test_decision_in_progress_is_answered_before_the_service_ends(store: str, tmp_path: Path) -> None:
    with service_processes(store, tmp_path) as (service,):
        service.start()
        with service.client.stream("POST", "/v1/decisions/stream", json=make_case()) as response:
            lines = response.iter_lines()
            first = next(lines)
            assert service.process
            service.process.send_signal(signal.SIGTERM)
            rest = list(lines)
        assert first == "event: evidence"
        assert "event: decision" in rest
        assert service.process.wait(60) == TERMINATED
