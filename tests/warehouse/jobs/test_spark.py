"""Spark gives the same rows as SQLite, and a load that is repeated adds nothing. Needs Java and the extra `spark`."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.warehouse.warehouses import (
    DAY,
    FIRST,
    NOW,
    CollectedProblems,
    all_contents,
    load_columns,
    memory_warehouse,
    run_jobs,
)
from warehouse.connection import open_warehouse
from warehouse.engines.base import Columns, row_count, select
from warehouse.loading.loader import Loader
from warehouse.sample.ecosystem import Ecosystem
from warehouse.tables.registry import EVENT_TABLES
from warehouse.tables.results import RESULT_TABLES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed: pip install '.[spark]'"),
    pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed, and a local Spark needs it"),
    pytest.mark.filterwarnings("default"),  # those of Spark's own code
]
DAYS = 3


def first_days(ecosystem: Ecosystem) -> dict[str, Columns]:
    """The events of the first days and what has no time: Spark takes seconds for each statement."""
    end = (FIRST + DAYS) * DAY
    return {
        name: select(columns, columns["at"] < end) if EVENT_TABLES[name].time == "at" else columns
        for name, columns in ecosystem.tables.items()
        if name != "post_measures"
    }


def test_spark_gives_the_same_rows(tmp_path: Path, ecosystem: Ecosystem) -> None:
    tables = first_days(ecosystem)
    with memory_warehouse() as warehouse:
        load_columns(warehouse, tables)
        run_jobs(warehouse)
        expected = all_contents(warehouse.engine)
    with open_warehouse(f"spark:///{tmp_path}/spark") as warehouse:
        load_columns(warehouse, tables)
        run_jobs(warehouse)
        found = all_contents(warehouse.engine)
        again = Loader(warehouse, CollectedProblems(), NOW).add("orders", tables["orders"])
        run_jobs(warehouse)
        repeated = all_contents(warehouse.engine)
    assert (again.known, again.added) == (row_count(tables["orders"]), 0)
    assert [table for table in RESULT_TABLES if found[table] != expected[table]] == []
    assert repeated == found
    assert sum(map(len, expected.values())) > 100
    assert np.any(tables["posts"]["at"] >= (FIRST + DAYS - 1) * DAY)
