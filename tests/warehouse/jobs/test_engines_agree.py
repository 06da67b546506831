"""Every job gives the same rows on every database, on a whole sample."""

from pathlib import Path

import pytest

from tests.warehouse.warehouses import (
    FIRST,
    WAREHOUSES,
    all_contents,
    load_columns,
    memory_warehouse,
    run_jobs,
    warehouse_url,
)
from warehouse.connection import open_warehouse
from warehouse.engines.base import Row
from warehouse.sample.ecosystem import Ecosystem
from warehouse.tables.results import RESULT_TABLES

DAYS = 40


@pytest.fixture(scope="module")
def expected(ecosystem: Ecosystem) -> dict[str, list[Row]]:
    with memory_warehouse() as warehouse:
        load_columns(warehouse, ecosystem.tables)
        run_jobs(warehouse, FIRST + DAYS)
        return all_contents(warehouse.engine)


@pytest.mark.slow
@pytest.mark.parametrize("kind", WAREHOUSES)
def test_jobs_give_the_same_rows(
    kind: str, tmp_path: Path, ecosystem: Ecosystem, expected: dict[str, list[Row]]
) -> None:
    with open_warehouse(warehouse_url(kind, tmp_path)) as warehouse:
        load_columns(warehouse, ecosystem.tables)
        run_jobs(warehouse, FIRST + DAYS)
        found = all_contents(warehouse.engine)
    assert [table for table in RESULT_TABLES if not expected[table]] == []
    assert [table for table in RESULT_TABLES if found[table] != expected[table]] == []
