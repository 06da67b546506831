"""A service with the bundled policies and a warehouse of accounts whose acts are known by heart."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from api.services import Services
from policies.corpus_path import BUNDLED_CORPUS
from tests.agent.assessment.accounts import LAST, account_rows
from tests.api.conftest import Json, run_service
from tests.warehouse.warehouses import FIRST, load_rows, run_jobs
from warehouse.connection import open_warehouse

Service = tuple[TestClient, Services]


def write_warehouse(data_dir: Path) -> str:
    """The URL of a warehouse of accounts in the data folder."""
    url = f"sqlite:///{data_dir}/warehouse.db"
    with open_warehouse(url) as warehouse:
        load_rows(warehouse, account_rows())
        run_jobs(warehouse, FIRST + LAST)
    return url


@contextmanager
def account_service(data_dir: Path, *, keyless: bool = True, **fields: Any) -> Iterator[Service]:
    write_warehouse(data_dir)
    with run_service(data_dir, keyless=keyless, policies=BUNDLED_CORPUS, **fields) as running:
        yield running


def assess(client: TestClient, creator: str, **body: Any) -> Json:
    response = client.post(f"/v1/creators/{creator}/assessments", json=body)
    assert response.status_code == 201, response.text
    decision: Json = response.json()
    return decision


def jobs_of(client: TestClient, decision_id: str, state: str = "open") -> dict[str, Json]:
    """By kind."""
    found = client.get("/v1/jobs", params={"decision_id": decision_id, "state": state}).json()["items"]
    return {job["kind"]: job for job in found}
