"""A sample ecosystem in warehouses, loaded and computed once."""

from collections.abc import Iterator

import pytest

from tests.warehouse.warehouses import load_columns, run_jobs
from warehouse.connection import Warehouse, open_warehouse
from warehouse.engines.base import Engine
from warehouse.sample.ecosystem import Ecosystem, build_ecosystem
from warehouse.sample.options import SampleOptions


@pytest.fixture(scope="session")
def insight_sample() -> Ecosystem:
    return build_ecosystem(SampleOptions(creators=300, days=60, seed=5))


@pytest.fixture(scope="session")
def insight_engine(tmp_path_factory: pytest.TempPathFactory, insight_sample: Ecosystem) -> Iterator[Engine]:
    """On DuckDB, which computes a day in milliseconds."""
    with open_warehouse(f"duckdb:///{tmp_path_factory.mktemp('insights')}/events.duckdb") as warehouse:
        fill(warehouse, insight_sample)
        yield warehouse.engine


def fill(warehouse: Warehouse, sample: Ecosystem) -> None:
    load_columns(warehouse, sample.tables)
    run_jobs(warehouse)
