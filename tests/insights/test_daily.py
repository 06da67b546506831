"""The reports of a day are stored, so that a page finds them."""

from pathlib import Path

import pytest

from agent.open_warehouse import day_to_read
from agent.settings import Settings
from insights.daily import compute_reports, reports
from insights.metrics.registry import Registry, read_registry
from insights.reader import InsightReader
from warehouse.engines.base import Engine

METRICS = ("complaint_rate", "posts_published")


@pytest.fixture
def insights(insight_engine: Engine, tmp_path: Path) -> InsightReader:
    registry = read_registry()
    few = Registry({name: registry.metric(name) for name in METRICS})
    return InsightReader(insight_engine, few, day_to_read(insight_engine), Settings(data_dir=tmp_path))


def test_what_pages_ask_for_is_stored(insights: InsightReader) -> None:
    seen: list[tuple[int, int]] = []
    found = compute_reports(insights, lambda number, of: seen.append((number, of)))
    assert [number for number, _ in seen] == list(range(seen[0][1]))
    assert found.stored + len(found.missing) == len(seen) == len([*reports(insights)])
    stored = set(insights.snapshots.folder.glob("*.json"))
    insights.metrics(live=False), insights.metrics(live=True), insights.alerts(), insights.fairness("market")
    insights.metric("complaint_rate", by="market")
    assert set(insights.snapshots.folder.glob("*.json")) == stored


def test_a_report_without_data_is_told_and_the_rest_is_stored(insights: InsightReader) -> None:
    early = InsightReader(insights.engine, insights.registry, insights.day - 100, insights.settings)
    found = compute_reports(early)
    assert found.stored > 0
    assert any(reason.startswith("fairness: no decision was made") for reason in found.missing)
    assert any(reason.startswith("exposure: 0 creators") for reason in found.missing)
    assert found.failed == ()


def test_a_metric_that_cannot_run_is_a_failure(insights: InsightReader) -> None:
    wrong = read_registry().metric("complaint_rate").model_copy(update={"sql": "SELECT day FROM no_such_table"})
    mine = InsightReader(insights.engine, Registry({"complaint_rate": wrong}), insights.day, insights.settings)
    found = compute_reports(mine)
    assert found.stored > 0
    assert found.failed[0].startswith("metric complaint_rate: the metric complaint_rate cannot be computed: ")
