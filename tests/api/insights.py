"""A service beside a warehouse with a small sample ecosystem, its experiment and its truth."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from api.services import Services
from tests.api.conftest import run_service
from tests.warehouse.warehouses import load_columns, run_jobs
from warehouse.connection import open_warehouse
from warehouse.sample.ecosystem import build_ecosystem
from warehouse.sample.options import SampleOptions
from warehouse.sample.writing import write_ecosystem

Service = tuple[TestClient, Services]
EXPERIMENT = "letter-with-example"


def write_sample(folder: Path, creators: int = 400) -> str:
    """The URL of its warehouse. The definition of the experiment is beside it, as the command does it."""
    sample = build_ecosystem(SampleOptions(creators=creators, days=60, seed=5))
    url = f"duckdb:///{folder}/events.duckdb"
    with open_warehouse(url) as warehouse:
        load_columns(warehouse, sample.tables)
        run_jobs(warehouse)
    write_ecosystem(sample, folder, parquet=True)
    return url


@contextmanager
def insight_service(data_dir: Path, **fields: Any) -> Iterator[Service]:
    url = write_sample(data_dir)
    limits = {"max_burst_requests": 1_000, "requests_per_second": 1_000}
    with run_service(data_dir, warehouse_url=url, service=limits, **fields) as running:
        yield running
