"""Finished work is pruned, while the service works or after; what is open is taken up all the same."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.settings import Settings
from api.jobs import job_store
from tests.api.conftest import case, served
from tests.api.processes import STORES, new_database
from tests.api.test_batches import finished


@pytest.mark.parametrize("store", STORES)
def test_finished_work_is_pruned(store: str, tmp_path: Path) -> None:
    url = new_database(tmp_path) if store == "postgresql" else None
    settings = Settings(data_dir=tmp_path, database_url=url)
    if url is None:
        assert job_store.prune(settings, datetime.now(UTC)) == 0
    else:
        with pytest.raises(job_store.WorkUnreadable, match="start the service"):
            job_store.prune(settings, datetime.now(UTC))
    with served(tmp_path, database_url=url) as (client, _):
        batch_id = client.post("/v1/batches", json=[case(name=f"p{n}") for n in range(60)]).json()["batch_id"]
        finished(client, batch_id)
    with served(tmp_path, database_url=url) as (client, _):
        assert job_store.prune(settings, datetime.now(UTC) - timedelta(hours=1)) == 0
        assert job_store.prune(settings, datetime.now(UTC) + timedelta(hours=1)) == 3  # chunks
        assert job_store.prune(settings, datetime.now(UTC) + timedelta(hours=1)) == 0
        batch_id = client.post("/v1/batches", json=[case()]).json()["batch_id"]
        assert finished(client, batch_id)["failed"] == 0
