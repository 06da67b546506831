"""What docs/operating.md promises: a backup of a working service starts a service that continues its work."""

import json
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from store.database import BUSY_MS
from tests.api.conftest import CURE, make_case
from tests.api.processes import ServiceProcess, service_processes, wait_for
from tests.store.databases import needs_postgres

pytestmark = pytest.mark.slow


def start_batch(client: httpx.Client) -> str:
    """Returns the id of a batch of 300 cases with 50 done."""
    cases = [make_case(f"{CURE} {n}", f"o{n}") for n in range(300)]
    batch_id: str = client.post("/v1/batches", json=cases).json()["batch_id"]
    while client.get(f"/v1/batches/{batch_id}").json()["done"] < 50:
        time.sleep(0.02)
    return batch_id


def require_done(client: httpx.Client, batch_id: str) -> None:
    found = wait_for(client, f"/v1/batches/{batch_id}", status="done")
    assert (found["done"], found["failed"]) == (300, 0)
    lines = client.get(f"/v1/batches/{batch_id}/results").text.splitlines()
    assert [json.loads(line)["case_id"] for line in lines] == [f"o{n}" for n in range(300)]


def test_restored_sqlite_backup_completes_its_open_jobs(tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    with service_processes("sqlite", tmp_path / "first") as (service,):
        service.start()
        batch_id = start_batch(service.client)
        with closing(sqlite3.connect(tmp_path / "first" / "home" / "clausewise.db")) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
    home = tmp_path / "second" / "home"
    home.mkdir(parents=True)
    copy.rename(home / "clausewise.db")
    with service_processes("sqlite", tmp_path / "second") as (restored,):
        restored.start()
        require_done(restored.client, batch_id)


@needs_postgres
@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="there is no pg_dump")
def test_restored_postgresql_dump_completes_its_open_jobs(tmp_path: Path) -> None:
    """While the first service completes its own."""
    with (
        service_processes("postgresql", tmp_path / "first") as (service,),
        service_processes("postgresql", tmp_path / "next") as (other,),
    ):
        service.start()
        batch_id = start_batch(service.client)
        dump = tmp_path / "record.dump"
        subprocess.run(["pg_dump", "-Fc", "-f", dump, database_url(service)], check=True)
        subprocess.run(["pg_restore", "-d", database_url(other), dump], check=True)
        other.start()
        for client in (other.client, service.client):
            require_done(client, batch_id)


def database_url(service: ServiceProcess) -> str:
    """In the form that the tools of PostgreSQL read."""
    return service.environment["CLAUSEWISE_DATABASE_URL"].replace("+psycopg", "", 1)


def test_locked_database_fails_no_case(tmp_path: Path) -> None:
    with service_processes("sqlite", tmp_path) as (service,):
        service.start()
        cases = [make_case(f"{CURE} {n}", f"o{n}") for n in range(200)]
        batch_id = service.client.post("/v1/batches", json=cases).json()["batch_id"]
        with closing(sqlite3.connect(tmp_path / "home" / "clausewise.db", isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(BUSY_MS / 1000 + 3)  # longer than a writer waits
            connection.execute("ROLLBACK")
        found = wait_for(service.client, f"/v1/batches/{batch_id}", status="done")
    assert (found["done"], found["failed"]) == (200, 0)
