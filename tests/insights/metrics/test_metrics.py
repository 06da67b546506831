"""Values of metrics on the sample: equal on every database, equal to plain counting, and with honest intervals."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from insights.estimate import Estimate
from insights.metrics.estimates import estimate
from insights.metrics.health_index import health_index, read_index
from insights.metrics.metric import Kind, Metric
from insights.metrics.reading import UnitSums, read_rows, read_unit_sums
from insights.metrics.registry import MetricFileInvalid, Registry, read_registry
from insights.metrics.report import metric_reading, metrics_report
from insights.metrics.rows import daily, grouped
from tests.insights.conftest import fill
from tests.warehouse.warehouses import DAY, WAREHOUSES, memory_warehouse, warehouse_url
from warehouse.connection import open_warehouse
from warehouse.engines.base import Engine
from warehouse.jobs.reading import computed_day
from warehouse.sample.ecosystem import Ecosystem

METRICS = read_registry().metrics
Values = NDArray[np.float64]


def last_day(engine: Engine) -> int:
    day = computed_day(engine)
    assert day is not None
    return day


@pytest.mark.parametrize("kind", WAREHOUSES)
@pytest.mark.slow
def test_databases_agree(kind: str, tmp_path: Path, insight_engine: Engine, insight_sample: Ecosystem) -> None:
    day = last_day(insight_engine)
    with open_warehouse(warehouse_url(kind, tmp_path)) as warehouse:
        fill(warehouse, insight_sample)
        for metric in METRICS.values():
            mine = read_unit_sums(warehouse.engine, metric, day - 40, day, metric.dimensions[:1], day)
            other = read_unit_sums(insight_engine, metric, day - 40, day, metric.dimensions[:1], day)
            assert {*mine} == {*other}
            for name, strata in mine.items():
                for one, two in zip(strata, other[name], strict=True):
                    assert close(one, two), metric.id
            rows = read_rows(warehouse.engine, metric, day - 40, day)
            assert rows.size == read_rows(insight_engine, metric, day - 40, day).size


def close(one: UnitSums, two: UnitSums) -> bool:
    return all(
        abs(a - b) <= 1e-6 * max(1.0, abs(a)) for a, b in zip(vars(one).values(), vars(two).values(), strict=True)
    )


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_slices_add_up_to_the_whole(metric: Metric, insight_engine: Engine) -> None:
    if metric.kind == "unit_share":
        pytest.skip("a creator may be in two slices")
    day = last_day(insight_engine)
    rows = read_rows(insight_engine, metric, day - 27, day)
    series = daily(rows, day - 27, day)
    for name in metric.dimensions:
        parts = grouped(rows, [name])
        assert sum(part[0] for part in parts.values()) == pytest.approx(series.numerator.sum())
        assert sum(part[1] for part in parts.values()) == pytest.approx(series.denominator.sum())
    sums = read_unit_sums(insight_engine, metric, day - 27, day).get((), ())
    assert sum(one.numerator for one in sums) == pytest.approx(series.numerator.sum())


def test_violation_view_rate_against_the_truth(insight_engine: Engine, insight_sample: Ecosystem) -> None:
    day = last_day(insight_engine)
    found = metric_reading(insight_engine, METRICS["violation_view_rate"], day, window_days=60).now
    assert found.low is not None
    assert found.high is not None
    assert found.low < insight_sample.truth["violation_view_rate"] < found.high


def test_creator_violation_rate_by_plain_counting(insight_engine: Engine, insight_sample: Ecosystem) -> None:
    day, tables = last_day(insight_engine), insight_sample.tables
    posts, decisions = tables["posts"], tables["decisions"]
    active = {*posts["creator_id"][posts["at"] // DAY > day - 28].tolist()}
    states = insight_engine.rows(
        "SELECT decision_id FROM (SELECT decision_id, outcome, ROW_NUMBER() OVER (PARTITION BY decision_id "
        "ORDER BY day DESC) AS place FROM decision_states) AS s WHERE place = 1 AND outcome = 'violation'"
    )
    holds = {name for (name,) in states}
    recent = decisions["at"] // DAY > day - 28
    bad = {
        creator
        for creator, name in zip(decisions["creator_id"][recent], decisions["decision_id"][recent], strict=True)
        if name in holds
    }
    found = metric_reading(insight_engine, METRICS["creator_violation_rate"], day).now
    assert found.value == pytest.approx(len(bad & active) / len(active))


def test_incomplete_days_are_left_out(insight_engine: Engine) -> None:
    day, metric = last_day(insight_engine), METRICS["refund_rate"]
    assert read_rows(insight_engine, metric, day - 30, day).day.max() <= day - metric.complete_after_days
    assert (
        metric_reading(insight_engine, metric, day).last_day.toordinal()
        == metric_reading(insight_engine, METRICS["complaint_rate"], day).last_day.toordinal()
        - metric.complete_after_days
    )


def test_nothing_later_is_read(insight_engine: Engine, insight_sample: Ecosystem) -> None:
    """A look as of an earlier day is what it was: events of later days are taken out, and nothing changes."""
    day = last_day(insight_engine) - 20
    with memory_warehouse() as warehouse:
        tables = {
            name: {key: values[columns["at"] // DAY <= day] for key, values in columns.items()}
            if "at" in columns
            else columns
            for name, columns in insight_sample.tables.items()
        }
        fill(warehouse, Ecosystem(tables, {}))
        for metric in METRICS.values():
            now = metric_reading(insight_engine, metric, day).now
            then = metric_reading(warehouse.engine, metric, day).now
            assert now.value == (None if then.value is None else pytest.approx(then.value)), metric.id


def test_report_of_an_empty_warehouse_has_no_numbers() -> None:
    with memory_warehouse() as warehouse:
        report = metrics_report(warehouse.engine, read_registry(), 20_700)
    assert {one.now.value for one in report.metrics} == {None}
    assert {one.now.note for one in report.metrics} == {"there are no rows in these days"}
    assert report.health is not None
    assert report.health.value is None


def test_sql_that_fails_says_which_metric(insight_engine: Engine) -> None:
    wrong = METRICS["refund_rate"].model_copy(update={"sql": "SELECT day, creator_id FROM no_such_table"})
    with pytest.raises(MetricFileInvalid, match="the metric refund_rate cannot be computed"):
        read_rows(insight_engine, wrong, 0, 1)


def test_a_metric_that_cannot_run_is_a_row_with_its_reason(insight_engine: Engine) -> None:
    wrong = METRICS["refund_rate"].model_copy(update={"sql": "SELECT day, creator_id FROM no_such_table"})
    registry = Registry({"complaint_rate": METRICS["complaint_rate"], "refund_rate": wrong})
    first, second = metrics_report(insight_engine, registry, last_day(insight_engine)).metrics
    assert first.now.value is not None
    assert second.now.value is None
    assert second.now.note.startswith("the metric refund_rate cannot be computed: ")
    assert "no_such_table" in second.now.note
    assert "warehouse at" not in second.now.note


@pytest.mark.parametrize("kind", ["ratio", "count", "unit_share"])
def test_a_row_without_a_number_names_the_file(kind: Kind, insight_engine: Engine) -> None:
    sql = METRICS["posts_published"].sql
    assert "1 AS numerator" in sql
    changes = {"sql": sql.replace("1 AS numerator", "NULL AS numerator"), "kind": kind, "id": "mine"}
    metric, day = METRICS["posts_published"].model_copy(update=changes), last_day(insight_engine)
    for read in (read_rows, read_unit_sums):
        with pytest.raises(MetricFileInvalid, match=r"NULL: let its SQL in mine\.toml select .* ELSE 0"):
            read(insight_engine, metric, day - 6, day)


def test_a_ratio_of_nothing_negative_has_no_negative_bound() -> None:
    metric = METRICS["complaint_rate"]
    sums = UnitSums(30, 3.0, 50.0, 9.0, 5.0, 90.0)
    found = estimate(metric, [sums])
    assert found.low == 0
    assert found.value == pytest.approx(60)
    negative = estimate(metric, [replace(sums, lowest=-1.0)])
    assert negative.low is not None
    assert negative.low < 0


@pytest.mark.slow
def test_audit_intervals_cover_the_truth() -> None:
    """Hansen-Hurwitz with unequal chances, 20 days of 30 draws: 95% intervals cover 93 to 97%."""
    random, covered, runs = np.random.default_rng(11), 0, 1500
    days = [_audited_day(random) for _ in range(20)]
    truth = sum((views * bad).sum() for views, bad, _ in days) / sum(views.sum() for views, _, _ in days)
    metric = METRICS["violation_view_rate"]
    for _ in range(runs):
        found = estimate(metric, [_drawn(random, *day) for day in days])
        covered += bool(found.low is not None and found.high is not None and found.low <= truth <= found.high)
    assert 0.93 <= covered / runs <= 0.97


def _audited_day(random: np.random.Generator) -> tuple[Values, Values, Values]:
    views, bad = random.lognormal(3, 1, 500), random.random(500) < 0.08
    suspected = views * (1 + 3 * bad + random.random(500))
    return views, bad.astype(np.float64), suspected / suspected.sum()


def _drawn(random: np.random.Generator, views: Values, bad: Values, chance: Values) -> UnitSums:
    places = random.choice(len(views), 30, p=chance)
    weight = views[places] / (30 * chance[places])
    hit = weight * bad[places]
    return UnitSums(30, hit.sum(), weight.sum(), (hit**2).sum(), (hit * weight).sum(), (weight**2).sum())


def test_health_index() -> None:
    definition = read_index()
    values = {part.metric: Estimate((part.best + part.worst) / 2, size=50) for part in definition.parts}
    half = health_index(definition, values)
    assert half.value == pytest.approx(50)
    assert (half.low, half.high) == (None, None)
    assert half.without_interval == tuple(values)
    assert half.interval.startswith("no interval, because these have none: ")
    assert half.by_weights is not None
    assert [*half.by_weights] == pytest.approx([50, 50])
    best = health_index(definition, {part.metric: Estimate(part.best, size=50) for part in definition.parts})
    assert best.value == pytest.approx(100)
    missing = health_index(definition, {**values, "refund_rate": Estimate(None)})
    assert missing.missing == ("refund_rate",)
    assert missing.value == pytest.approx(50)
    one_bad = health_index(definition, {**values, "refund_rate": Estimate(1.0, size=50)})
    assert one_bad.value is not None
    assert one_bad.value < 50
    part = next(one for one in one_bad.parts if one.metric == "refund_rate")
    assert part.without == pytest.approx(50)


def test_one_part_without_an_interval_leaves_the_index_without_one() -> None:
    definition = read_index()
    middle = {part.metric: (part.best + part.worst) / 2 for part in definition.parts}
    values = {name: Estimate(value, value * 0.9, value * 1.1, 50) for name, value in middle.items()}
    known = health_index(definition, values)
    assert known.low is not None
    assert known.interval.startswith("95% interval ")
    found = health_index(definition, values | {"refund_rate": Estimate(middle["refund_rate"], size=9)})
    assert (found.value, found.low, found.without_interval) == (known.value, None, ("refund_rate",))
