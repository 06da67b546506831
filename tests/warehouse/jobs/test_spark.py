"""Spark gives the same rows as SQLite, and a load that is repeated adds nothing. Needs Java and the extra `spark`.

TEST_SPARK_CONNECT_URL names a Spark Connect server, `sc://HOST:PORT`, without a schema `creator_warehouse`."""

import os
import shutil
import socket
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
from warehouse.errors import WarehouseUnusable
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
CONNECT = os.environ.get("TEST_SPARK_CONNECT_URL")
needs_connect = pytest.mark.skipif(CONNECT is None, reason="TEST_SPARK_CONNECT_URL names no Spark Connect server")


def first_days(ecosystem: Ecosystem) -> dict[str, Columns]:
    """The events of the first days and what has no time: Spark takes seconds for each statement."""
    end = (FIRST + DAYS) * DAY
    return {
        name: select(columns, columns["at"] < end) if EVENT_TABLES[name].time == "at" else columns
        for name, columns in ecosystem.tables.items()
        if name != "post_measures"
    }


@pytest.mark.parametrize("kind", ["local", pytest.param("connect", marks=needs_connect)])
def test_spark_gives_the_same_rows(kind: str, tmp_path: Path, ecosystem: Ecosystem) -> None:
    url = f"spark:///{tmp_path}/spark" if kind == "local" else str(CONNECT)
    tables = first_days(ecosystem)
    with memory_warehouse() as warehouse:
        load_columns(warehouse, tables)
        run_jobs(warehouse)
        expected = all_contents(warehouse.engine)
    with open_warehouse(url) as warehouse:
        load_columns(warehouse, tables)
        run_jobs(warehouse)
        found = all_contents(warehouse.engine)
    with open_warehouse(url) as warehouse:  # a second time, as commands do
        again = Loader(warehouse, CollectedProblems(), NOW).add("orders", tables["orders"])
        run_jobs(warehouse)
        repeated = all_contents(warehouse.engine)
    assert (again.known, again.added) == (row_count(tables["orders"]), 0)
    assert [table for table in RESULT_TABLES if found[table] != expected[table]] == []
    assert repeated == found
    assert sum(map(len, expected.values())) > 100
    assert np.any(tables["posts"]["at"] >= (FIRST + DAYS - 1) * DAY)


def test_second_local_spark_is_told_to_wait(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("0.0.0.0", 15_002))
        taken.listen()
        with (
            pytest.raises(WarehouseUnusable, match="a local Spark runs already on this machine"),
            open_warehouse(f"spark:///{tmp_path}/spark"),
        ):
            pass


def test_server_that_does_not_answer_is_named_without_its_token() -> None:
    with (
        pytest.raises(WarehouseUnusable, match=r"Spark at sc://127\.0\.0\.1:9 cannot be reached") as raised,
        open_warehouse("sc://127.0.0.1:9/;token=secret"),
    ):
        pass
    assert "secret" not in str(raised.value)
