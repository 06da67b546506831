"""Erasure leaves no row, on any table, that names a creator or a post of the creator; others keep theirs."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.warehouse.warehouses import FILES, load_columns, memory_warehouse, run_jobs, warehouse_url
from warehouse.connection import open_warehouse
from warehouse.engines.base import Engine
from warehouse.erasure import ErasedBytesLeft, erase_creator
from warehouse.sample.ecosystem import Ecosystem
from warehouse.tables.registry import EVENT_TABLES
from warehouse.tables.results import RESULT_TABLES

TABLES = (*EVENT_TABLES.values(), *RESULT_TABLES.values())


def values_of(engine: Engine) -> set[str]:
    """Every text that is stored, in tables of events and of results."""
    found: set[str] = set()
    for table in TABLES:
        for values in engine.columns(f"SELECT * FROM {table.name}").values():
            found |= {value for value in values.tolist() if isinstance(value, str)}
    return found


@pytest.mark.parametrize("kind", FILES)
def test_nothing_is_left_of_a_creator(kind: str, tmp_path: Path, ecosystem: Ecosystem) -> None:
    pirate, copied = next(iter(ecosystem.truth["pirates"].items()))
    posts = ecosystem.tables["posts"]
    own = {*posts["post_id"][posts["creator_id"] == pirate].tolist()}
    with open_warehouse(warehouse_url(kind, tmp_path)) as warehouse:
        load_columns(warehouse, ecosystem.tables)
        run_jobs(warehouse, int(posts["at"].min()) // 86_400 + 2)
        assert {pirate, *copied} <= values_of(warehouse.engine)
        removed = erase_creator(warehouse, pirate)
        assert removed > len(own)
        left = values_of(warehouse.engine)
        assert left.isdisjoint({pirate, *own})
        assert len(left & {*posts["creator_id"].tolist()}) == len(np.unique(posts["creator_id"])) - 1
        assert erase_creator(warehouse, pirate) == 0


@pytest.mark.slow
def test_sqlite_file_holds_no_byte_of_a_creator(tmp_path: Path, ecosystem: Ecosystem) -> None:
    """Rows that were moved to other pages leave their bytes behind."""
    url = warehouse_url("sqlite", tmp_path)
    posts = ecosystem.tables["posts"]
    with open_warehouse(url) as warehouse:
        load_columns(warehouse, ecosystem.tables)
        run_jobs(warehouse)
        for creator in posts["creator_id"][:3].tolist():
            own = {creator, *posts["post_id"][posts["creator_id"] == creator].tolist()}
            erase_creator(warehouse, creator)
            stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
            assert [name for name in own if name.encode() in stored] == []


@pytest.mark.slow
def test_file_that_another_process_reads_is_named(tmp_path: Path, ecosystem: Ecosystem) -> None:
    creator = str(ecosystem.tables["posts"]["creator_id"][0])
    url = warehouse_url("sqlite", tmp_path)
    with open_warehouse(url) as warehouse:
        load_columns(warehouse, ecosystem.tables)
        with closing(sqlite3.connect(Path(warehouse.engine.location))) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT COUNT(*) FROM posts").fetchall()
            with pytest.raises(
                ErasedBytesLeft, match="may still hold what they contained: end the process that reads it"
            ):
                erase_creator(warehouse, creator)
        assert erase_creator(warehouse, creator) == 0


def test_unknown_creator() -> None:
    with memory_warehouse() as warehouse:
        assert erase_creator(warehouse, "nobody") == 0
