"""Erasure leaves no row, on any table, that names a creator or a post of the creator; others keep theirs."""

from pathlib import Path

import numpy as np
import pytest

from tests.warehouse.warehouses import FILES, load_columns, memory_warehouse, run_jobs, warehouse_url
from warehouse.connection import open_warehouse
from warehouse.engines.base import Engine
from warehouse.erasure import erase_creator
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


def test_unknown_creator() -> None:
    with memory_warehouse() as warehouse:
        assert erase_creator(warehouse, "nobody") == 0
