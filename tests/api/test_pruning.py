"""Finished jobs are pruned, while the service runs or after; open jobs are not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.settings import Settings
from api.jobs.job_store import JobStoreError, prune_jobs
from tests.api.conftest import make_case, run_service, wait_until_finished
from tests.store.databases import STORES, new_database


@pytest.mark.parametrize("store", STORES)
def test_finished_jobs_are_pruned(store: str, tmp_path: Path) -> None:
    url = new_database(tmp_path) if store == "postgresql" else None
    settings = Settings(data_dir=tmp_path, database_url=url)
    if url is None:
        assert prune_jobs(settings, datetime.now(UTC)) == 0
    else:
        with pytest.raises(JobStoreError, match="start the service"):
            prune_jobs(settings, datetime.now(UTC))
    with run_service(tmp_path, database_url=url, service={"batch_chunk_cases": 10}) as (client, _):
        batch_id = client.post("/v1/batches", json=[make_case(name=f"p{n}") for n in range(30)]).json()["batch_id"]
        wait_until_finished(client, batch_id)
    with run_service(tmp_path, database_url=url) as (client, _):
        assert prune_jobs(settings, datetime.now(UTC) - timedelta(hours=1)) == 0
        assert prune_jobs(settings, datetime.now(UTC) + timedelta(hours=1)) == 3  # chunks
        assert prune_jobs(settings, datetime.now(UTC) + timedelta(hours=1)) == 0
        batch_id = client.post("/v1/batches", json=[make_case()]).json()["batch_id"]
        assert wait_until_finished(client, batch_id)["failed"] == 0
