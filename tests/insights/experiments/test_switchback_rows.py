"""Outcomes of a switchback and of markets, from the warehouse."""

import pytest

from domain.errors import InputError
from insights.experiments.assigning import assign_warehouse
from insights.experiments.assignment import switchback_arm
from insights.experiments.definition import Experiment
from insights.experiments.effect_sources import read_market_periods
from insights.experiments.rows import OutcomeRows
from insights.experiments.switchback_rows import read_switchback_rows
from insights.experiments.warehouse_rows import has_ended, read_assigned_rows, read_experiment_rows
from insights.metrics.metric import Metric
from insights.metrics.registry import read_registry
from tests.insights.experiments.letters_warehouse import RATE, START, changed
from warehouse.connection import Warehouse


def read(letters: Warehouse, experiment: Experiment, as_of: int) -> OutcomeRows:
    return read_experiment_rows(letters.engine, experiment, [RATE], as_of)


def test_a_switchback_sums_markets_by_block(letters: Warehouse) -> None:
    experiment = changed(assignment="switchback", block_hours=48)
    header, schedule = assign_warehouse(experiment, letters.engine)
    assert header[1:4] == ("market", "starts_at", "ends_at")
    rows = read(letters, experiment, START + 20)
    assert rows.size == 20
    assert rows.unit.tolist()[:2] == ["ID 0", "ID 1"]
    assert rows.arm.tolist() == [row[4] for row in schedule]
    assert rows.arm[0] == switchback_arm("ID", 0, experiment.split, "letters")
    values = rows.metrics["complaint_rate"]
    assert values.numerator.tolist() == [0] * 10 + [1_000, 0, 2_000, *[0] * 7]
    assert values.denominator is not None
    assert values.denominator.tolist() == [8] * 20
    with pytest.raises(InputError, match="analyse blocks of hours from a CSV file"):
        read(letters, changed(assignment="switchback", block_hours=4), START + 20)
    with pytest.raises(InputError, match="no block of 48 hours is over"):
        read(letters, experiment, START)
    share = Metric.model_validate(RATE.model_dump() | {"kind": "unit_share"})
    with pytest.raises(InputError, match="blocks of time need a ratio"):
        read_switchback_rows(letters.engine, experiment, [share], START + 20)
    with pytest.raises(InputError, match="nothing to check"):
        read_assigned_rows(letters.engine, experiment, START)
    assert has_ended(experiment, [RATE], START + 19)


def test_a_panel_of_markets(letters: Warehouse) -> None:
    panel = read_market_periods(letters.engine, RATE, ["ID"], START - 5, START + 5)
    assert panel.clusters(True) == panel.clusters(False) == 4
    assert panel.numerator.sum() == 4_000
    with pytest.raises(InputError, match="market XX has no rows in this time; those with rows: ID, US"):
        read_market_periods(letters.engine, RATE, ["XX"], START - 5, START + 5)
    with pytest.raises(InputError, match="market ID has no rows in this time; no market has: choose other days"):
        read_market_periods(letters.engine, RATE, ["ID"], START + 500, START + 505)
    with pytest.raises(InputError, match="posts_published is a count"):
        read_market_periods(letters.engine, read_registry().metric("posts_published"), ["ID"], START - 5, START + 5)
