"""Services that share a PostgreSQL database: the jobs of an exited process are recovered, those of a running one are
not. And the one private function of DBOS is still what recovery calls."""

import inspect
import signal
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from dbos import DBOS
from sqlalchemy import create_engine, text

from tests.api.processes import ServiceProcess, service_processes, wait_for, webhook_settings
from tests.api.submissions import (
    BATCH_SIZE,
    count_decisions,
    count_done,
    require_each_case_decided_once,
    submit_batch,
)
from tests.api.webhooks.receiver import receiving, status
from tests.store.databases import needs_postgres

MAX_RECOVERY_ATTEMPTS = "SELECT max(recovery_attempts) FROM dbos.workflow_status"
END_SESSIONS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


def test_private_function_of_dbos_has_the_expected_signature() -> None:
    """api/jobs/recovery.py calls it. If this fails, look for a public one, or adapt the call and the version bound."""
    signature = inspect.signature(DBOS._recover_pending_workflows)
    assert str(signature) == "(executor_ids: 'List[str]' = ['local']) -> 'List[WorkflowHandle[Any]]'"


def query(service: ServiceProcess, sql: str) -> Any:
    engine = create_engine(service.environment["CLAUSEWISE_DATABASE_URL"], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        found = connection.scalar(text(sql))
    engine.dispose()
    return found


def start_batch(service: ServiceProcess) -> str:
    """Returns the id of a batch with 30 cases done."""
    batch_id = submit_batch(service)
    while count_done(service, batch_id) < 30:
        time.sleep(0.01)
    return batch_id


@needs_postgres
@pytest.mark.slow
def test_jobs_of_a_killed_process_are_done_by_another(tmp_path: Path) -> None:
    with service_processes("postgresql", tmp_path, count=2) as (killed, other):
        killed.start()
        other.start()
        batch_id = start_batch(killed)
        killed.stop(signal.SIGKILL)
        wait_for(other.client, f"/v1/batches/{batch_id}", status="done")
        require_each_case_decided_once(other, batch_id)


@needs_postgres
@pytest.mark.slow
def test_starting_process_takes_no_jobs_from_a_running_one(tmp_path: Path) -> None:
    two_chunks = {"CLAUSEWISE_SERVICE__BATCH_CHUNK_CASES": str(BATCH_SIZE // 2)}
    with service_processes("postgresql", tmp_path, count=2, settings=two_chunks) as (working, starting):
        working.start()
        batch_id = start_batch(working)
        starting.start()
        assert count_done(starting, batch_id) < BATCH_SIZE  # otherwise this test shows nothing
        wait_for(starting.client, f"/v1/batches/{batch_id}", status="done")
        assert (count_decisions(working.client), count_decisions(starting.client)) == (BATCH_SIZE, 0)
        assert query(starting, MAX_RECOVERY_ATTEMPTS) == 1


@needs_postgres
@pytest.mark.slow
def test_process_that_was_wrongly_given_up_does_no_harm(tmp_path: Path) -> None:
    """Like a machine that stands still until PostgreSQL closes its connections."""
    with service_processes("postgresql", tmp_path, count=2) as (suspended, other):
        suspended.start()
        batch_id = start_batch(suspended)
        assert suspended.process
        suspended.process.send_signal(signal.SIGSTOP)
        query(suspended, END_SESSIONS)
        other.start()
        wait_for(other.client, f"/v1/batches/{batch_id}", status="done")
        suspended.process.send_signal(signal.SIGCONT)
        wait_for(suspended.client, f"/v1/batches/{batch_id}", status="done")
        require_each_case_decided_once(suspended, batch_id)
        other.stop(signal.SIGTERM)
        next_id = submit_batch(suspended, 40)
        wait_for(suspended.client, f"/v1/batches/{next_id}", status="done", failed=0)


@needs_postgres
@pytest.mark.slow
def test_delivery_belongs_to_its_process_until_that_is_killed(tmp_path: Path) -> None:
    arrived, released = Event(), Event()

    def hang_once(handler: BaseHTTPRequestHandler) -> None:
        if arrived.is_set():
            status(204)(handler)
        arrived.set()
        released.wait(60)

    with receiving(hang_once) as receiver:
        settings = {**webhook_settings(receiver.url), "CLAUSEWISE_MESSAGES__WEBHOOK_TIMEOUT_SECONDS": "60"}
        with service_processes("postgresql", tmp_path, count=2, settings=settings) as (killed, other):
            killed.start()
            submit_batch(killed, 1)
            assert arrived.wait(20)
            other.start()
            time.sleep(1)
            assert len(receiver.received) == 1
            killed.stop(signal.SIGKILL)
            wait_for(other.client, "/v1/education-messages?status=ready", items=[])
            delivered = other.client.get("/v1/education-messages?status=delivered").json()["items"]
        released.set()
    assert len(delivered) == 1
    first, second = ((headers["webhook-id"], body) for headers, body in receiver.received)
    assert first == second
