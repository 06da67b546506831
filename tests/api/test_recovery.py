"""Services that share a PostgreSQL: what one held that ended another does, and what one holds that lives is its own."""

import signal
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tests.api.processes import Service, hook, needs_postgres, services, wait_for
from tests.api.submissions import MANY, begin, decided, each_once, progress
from tests.api.webhooks.receiver import receiving, status

pytestmark = [pytest.mark.slow, needs_postgres]
MOST_ATTEMPTS = "SELECT max(recovery_attempts) FROM dbos.workflow_status"
END_SESSIONS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


def ask(service: Service, query: str) -> Any:
    engine = create_engine(service.environment["CLAUSEWISE_DATABASE_URL"], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        found = connection.scalar(text(query))
    engine.dispose()
    return found


def begun(service: Service) -> str:
    batch_id = begin(service)
    while progress(service, batch_id) < 30:
        time.sleep(0.01)
    return batch_id


def test_what_a_killed_process_held_is_done_by_one_that_lives(tmp_path: Path) -> None:
    with services("postgresql", tmp_path, count=2) as (killed, other):
        killed.start()
        other.start()
        batch_id = begun(killed)
        killed.end(signal.SIGKILL)
        wait_for(other.client, f"/v1/batches/{batch_id}", status="done")
        each_once(other, batch_id)


def test_a_process_that_starts_takes_nothing_from_one_that_lives(tmp_path: Path) -> None:
    halves = {"CLAUSEWISE_SERVICE__CHUNK": str(MANY // 2)}
    with services("postgresql", tmp_path, count=2, settings=halves) as (working, starting):
        working.start()
        batch_id = begun(working)
        starting.start()
        assert progress(starting, batch_id) < MANY  # or this shows nothing
        wait_for(starting.client, f"/v1/batches/{batch_id}", status="done")
        assert (decided(working.client), decided(starting.client)) == (MANY, 0)
        assert ask(starting, MOST_ATTEMPTS) == 1


def test_a_process_that_was_held_for_dead_does_no_harm(tmp_path: Path) -> None:
    """As a machine that stood still for so long that PostgreSQL gave it up."""
    with services("postgresql", tmp_path, count=2) as (still, other):
        still.start()
        batch_id = begun(still)
        assert still.process
        still.process.send_signal(signal.SIGSTOP)
        ask(still, END_SESSIONS)
        other.start()
        wait_for(other.client, f"/v1/batches/{batch_id}", status="done")
        still.process.send_signal(signal.SIGCONT)
        wait_for(still.client, f"/v1/batches/{batch_id}", status="done")
        each_once(still, batch_id)
        other.end(signal.SIGTERM)
        wait_for(still.client, f"/v1/batches/{begin(still, 40)}", status="done", failed=0)


def test_a_delivery_under_way_is_its_process_s_until_that_is_killed(tmp_path: Path) -> None:
    came, over = Event(), Event()

    def hanging_once(handler: BaseHTTPRequestHandler) -> None:
        if came.is_set():
            status(204)(handler)
        came.set()
        over.wait(60)

    with receiving(hanging_once) as receiver:
        settings = {**hook(receiver.url), "CLAUSEWISE_MESSAGES__TIMEOUT": "60"}
        with services("postgresql", tmp_path, count=2, settings=settings) as (killed, other):
            killed.start()
            begin(killed, 1)
            assert came.wait(20)
            other.start()
            time.sleep(1)
            assert len(receiver.got) == 1
            killed.end(signal.SIGKILL)
            wait_for(other.client, "/v1/education-messages?status=ready", items=[])
            delivered = other.client.get("/v1/education-messages?status=delivered").json()["items"]
        over.set()
    assert len(delivered) == 1
    first, second = ((headers["webhook-id"], body) for headers, body in receiver.got)
    assert first == second
