"""What docs/operating.md promises of backups: a copy taken while the service works starts a service that goes on."""

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from store.database import BUSY_MS
from tests.api.conftest import CURE, case
from tests.api.processes import services, wait_for

pytestmark = pytest.mark.slow


def test_a_backup_is_restored_and_its_open_work_done(tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    with services("sqlite", tmp_path / "first") as (service,):
        service.start()
        cases = [case(f"{CURE} {n}", f"o{n}") for n in range(300)]
        batch_id = service.client.post("/v1/batches", json=cases).json()["batch_id"]
        while service.client.get(f"/v1/batches/{batch_id}").json()["done"] < 50:
            time.sleep(0.02)
        with closing(sqlite3.connect(tmp_path / "first" / "home" / "clausewise.db")) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
    home = tmp_path / "second" / "home"
    home.mkdir(parents=True)
    copy.rename(home / "clausewise.db")
    with services("sqlite", tmp_path / "second") as (restored,):
        restored.start()
        found = wait_for(restored.client, f"/v1/batches/{batch_id}", status="done")
        assert (found["done"], found["failed"]) == (300, 0)
        lines = restored.client.get(f"/v1/batches/{batch_id}/results").text.splitlines()
        assert [json.loads(line)["case_id"] for line in lines] == [f"o{n}" for n in range(300)]


def test_a_record_that_is_away_for_a_while_costs_no_case(tmp_path: Path) -> None:
    with services("sqlite", tmp_path) as (service,):
        service.start()
        cases = [case(f"{CURE} {n}", f"o{n}") for n in range(200)]
        batch_id = service.client.post("/v1/batches", json=cases).json()["batch_id"]
        with closing(sqlite3.connect(tmp_path / "home" / "clausewise.db", isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(BUSY_MS / 1000 + 3)  # longer than a writer waits
            connection.execute("ROLLBACK")
        found = wait_for(service.client, f"/v1/batches/{batch_id}", status="done")
    assert (found["done"], found["failed"]) == (200, 0)
