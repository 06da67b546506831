"""Every metric has the same sums on Spark as on DuckDB. Needs Java and the extra `spark`."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from insights.metrics.reading import read_unit_sums
from insights.metrics.registry import read_registry
from warehouse.connection import open_warehouse
from warehouse.engines.base import Engine
from warehouse.jobs.reading import computed_day
from warehouse.sample.ecosystem import Ecosystem
from warehouse.tables.registry import EVENT_TABLES
from warehouse.tables.results import DECISION_STATES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed: pip install '.[spark]'"),
    pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed, and a local Spark needs it"),
    pytest.mark.filterwarnings("default"),  # those of Spark's own code
]
READ = (
    *("creators", "posts", "post_measures", "orders", "refunds", "complaints", "views_sample", "copies", "decisions"),
    *("reviews", "appeals", "letters", "decision_costs", "audit_items", "live_sessions"),
)


def test_spark_gives_the_same_sums(tmp_path: Path, insight_engine: Engine, insight_sample: Ecosystem) -> None:
    """The rows are copied as they are stored: loading them and computing days is compared elsewhere."""
    day = computed_day(insight_engine)
    assert day is not None
    different = []
    with open_warehouse(f"spark:///{tmp_path}/spark") as warehouse:
        for name in (*READ, DECISION_STATES.name):
            table = EVENT_TABLES.get(name, DECISION_STATES)
            warehouse.engine.insert(table, insight_engine.columns(f"SELECT * FROM {name}"))
        for metric in read_registry().metrics.values():
            mine = read_unit_sums(warehouse.engine, metric, day - 40, day, metric.dimensions[:1], day)
            other = read_unit_sums(insight_engine, metric, day - 40, day, metric.dimensions[:1], day)
            if {*mine} != {*other} or any(not _close(mine[name], other[name]) for name in other):
                different.append(metric.id)
    assert insight_sample.events > 0
    assert different == []


def _close(one: object, two: object) -> bool:
    return repr(_rounded(one)) == repr(_rounded(two))


def _rounded(strata: object) -> list[list[float]]:
    assert isinstance(strata, tuple)
    return [[float(f"{value:.9g}") for value in vars(one).values()] for one in strata]
