"""Every database stores and returns the same values, and a failed transaction leaves nothing."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.warehouse.warehouses import WAREHOUSES, warehouse_url
from warehouse.connection import open_warehouse
from warehouse.engines.arrays import objects
from warehouse.engines.base import Engine
from warehouse.errors import WarehouseUnusable
from warehouse.tables.registry import EVENT_TABLES
from warehouse.tables.results import RESULT_TABLES

APPEALS = EVENT_TABLES["appeals"]
ROWS = {
    "appeal_id": objects(["a1", "a2"]),
    "decision_id": objects(["d1", "d'2"]),
    "creator_id": objects(["c1", "ü"]),
    "at": np.array([1_780_000_000, 1_780_000_001]),
    "closed_at": np.array([np.nan, 1_780_000_002]),
    "result": objects([None, "upheld"]),
    "day": np.array([20_601, 20_601]),
}
EDGES_OF_DAY = (
    "SELECT :day AS day, creator_id, appeal_id AS device, decision_id AS market, MIN(at) AS first_at, "
    "MAX(at) AS last_at, COUNT(*) AS events FROM appeals GROUP BY creator_id, appeal_id, decision_id"
)


@pytest.fixture(params=WAREHOUSES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with open_warehouse(warehouse_url(request.param, tmp_path)) as warehouse:
        yield warehouse.engine


def test_values_come_back_as_they_were(engine: Engine) -> None:
    engine.insert(APPEALS, ROWS)
    found = engine.columns("SELECT * FROM appeals ORDER BY appeal_id")
    assert [*found] == [*APPEALS.names]
    assert {name: values.tolist() for name, values in found.items() if name != "closed_at"} == {
        name: values.tolist() for name, values in ROWS.items() if name != "closed_at"
    }
    assert np.array_equal(found["closed_at"], ROWS["closed_at"], equal_nan=True)
    assert [found[name].dtype.kind for name in ("at", "closed_at", "result")] == ["i", "f", "O"]


def test_column_without_values_has_the_type_of_its_name(engine: Engine) -> None:
    engine.insert(APPEALS, {name: values[:1] for name, values in ROWS.items()})
    found = engine.columns("SELECT result, closed_at FROM appeals")
    assert found["result"].tolist() == [None]
    assert np.isnan(found["closed_at"]).all()
    assert engine.columns("SELECT result FROM appeals WHERE at < 0")["result"].tolist() == []


def test_parameters_are_no_sql(engine: Engine) -> None:
    engine.insert(APPEALS, ROWS)
    assert engine.rows("SELECT appeal_id FROM appeals WHERE decision_id = :id", {"id": "d'2"}) == [("a2",)]


def test_percent_sign_beside_a_parameter_is_one(engine: Engine) -> None:
    engine.insert(APPEALS, ROWS)
    sql = "SELECT appeal_id FROM appeals WHERE decision_id LIKE 'd%2' AND at % 2 = :rest"
    assert engine.rows(sql, {"rest": 1}) == [("a2",)]
    assert engine.rows("SELECT COUNT(*) FROM appeals WHERE at > :at AND at > :at", {"at": 1_780_000_000}) == [(1,)]


def test_sums_of_integers_are_integers(engine: Engine) -> None:
    engine.insert(APPEALS, ROWS)
    found = engine.columns("SELECT CAST(SUM(at) AS BIGINT) AS total, COUNT(*) AS n FROM appeals")
    assert (found["total"].dtype.kind, found["total"].tolist(), found["n"].tolist()) == ("i", [3_560_000_001], [2])


def test_a_day_is_replaced_as_a_whole(engine: Engine) -> None:
    table = RESULT_TABLES["device_edges"]
    engine.insert(APPEALS, ROWS)
    for day in (1, 2, 1):
        engine.replace_day(table, day, EDGES_OF_DAY, {"day": day})
    assert engine.rows("SELECT day, COUNT(*) FROM device_edges GROUP BY day ORDER BY day") == [(1, 2), (2, 2)]


def insert_and_fail(engine: Engine) -> None:
    with engine.transaction():
        engine.insert(APPEALS, ROWS)
        engine.execute("SELECT * FROM no_such_table")


def test_failed_transaction_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(WarehouseUnusable, match="no_such_table"):
        insert_and_fail(engine)
    assert engine.rows("SELECT COUNT(*) FROM appeals") == [(0,)]
    with engine.transaction(), engine.transaction():
        engine.insert(APPEALS, ROWS)
    assert engine.rows("SELECT COUNT(*) FROM appeals") == [(2,)]


def test_rows_of_a_table_in_parts(engine: Engine) -> None:
    engine.insert(APPEALS, ROWS)
    parts = [*engine.batches("appeals", 1)]
    assert sorted(part["appeal_id"].tolist() for part in parts) == [["a1"], ["a2"]]
    assert [*engine.batches("orders", 10)] == []


def test_columns_of_stored_tables(engine: Engine) -> None:
    assert engine.stored_columns("appeals") == [*APPEALS.names]
    assert engine.stored_columns("nothing") == []
