"""Outcomes from the warehouse: windows before and after the assignment, nothing later, rings, leaks."""

from datetime import date
from pathlib import Path

import pytest

from domain.errors import InputError
from insights.experiments.assigning import assign_file, assign_warehouse
from insights.experiments.assignment import assign_by_hash
from insights.experiments.definition import Experiment
from insights.experiments.rows import OutcomeRows
from insights.experiments.warehouse_rows import (
    has_ended,
    read_assigned_rows,
    read_experiment_rows,
    read_history_rows,
)
from insights.metrics.metric import Metric
from insights.metrics.registry import read_registry
from tests.insights.experiments.letters_warehouse import (
    ARMS,
    COMPLAINTS,
    CREATORS,
    EXPERIMENT,
    RATE,
    START,
    Events,
    changed,
    link,
)
from tests.warehouse.warehouses import DAY, FIRST, load_rows, memory_warehouse
from warehouse.connection import Warehouse


def read(letters: Warehouse, experiment: Experiment = EXPERIMENT, as_of: int = START + 10) -> OutcomeRows:
    return read_experiment_rows(letters.engine, experiment, [RATE], as_of)


def test_days_after_and_before_the_assignment_are_summed(letters: Warehouse) -> None:
    rows = read(letters)
    values = rows.metrics["complaint_rate"]
    assert rows.unit.tolist() == CREATORS
    assert rows.arm.tolist() == [ARMS[creator] for creator in CREATORS]
    assert values.numerator.tolist() == [2_000, *[0] * 7]
    assert values.denominator is not None
    assert values.denominator.tolist() == [5] * 8
    (before,) = values.covariates
    assert before.numerator.tolist() == [2_000, *[0] * 7]
    assert before.denominator is not None
    assert before.denominator.tolist() == [10] * 8
    assert (rows.problems, rows.notes) == ((), ())


def test_what_is_later_changes_nothing(letters: Warehouse) -> None:
    with memory_warehouse() as known_then:
        load_rows(known_then, Events(COMPLAINTS, ARMS).rows())
        then, now = (read(one, as_of=START + 4).metrics["complaint_rate"] for one in (known_then, letters))
    assert then.numerator.tolist() == now.numerator.tolist()


def test_time_that_is_not_over_is_left_out(letters: Warehouse) -> None:
    with pytest.raises(InputError, match="no unit's 5 days are over, since none was assigned by 2026-06-30"):
        read(letters, as_of=START + 3)
    late = {"experiment": "letters", "creator_id": "c99", "at": (START + 3) * DAY, "arm": "control"}
    load_rows(letters, {"assignments": [late]})
    rows = read(letters, as_of=START + 5)
    assert rows.size == 8
    assert rows.notes == ("1 units are left out, because their 5 days are not over",)
    assert has_ended(EXPERIMENT, [RATE], START + 24)
    assert not has_ended(EXPERIMENT, [RATE], START + 22)


def test_an_experiment_without_units(letters: Warehouse) -> None:
    with pytest.raises(InputError, match="nobody is assigned: load the table assignments"):
        read(letters, changed(id="none"))
    with pytest.raises(InputError, match="nobody is assigned"):
        read_assigned_rows(letters.engine, changed(id="none"), START)


def test_arms_that_no_hash_gives_leak(letters: Warehouse) -> None:
    salted = changed(salt="another")
    expected = assign_by_hash(CREATORS, EXPERIMENT.split, "another")
    wrong = [creator for creator in CREATORS if expected[creator] != ARMS[creator]]
    assert read_assigned_rows(letters.engine, salted, START).problems == (
        f"{len(wrong)} units, such as {wrong[0]}, are not in the arm of their hash: the assignment leaks",
    )
    assert read(letters, changed(salt="another", assignment="external")).problems == ()


def test_kinds_of_metrics(letters: Warehouse) -> None:
    posts = read_registry().metric("posts_published")
    count = read_experiment_rows(letters.engine, changed(metric="posts_published"), [posts], START + 10)
    assert count.metrics["posts_published"].denominator is None
    assert count.metrics["posts_published"].numerator.tolist() == [5] * 8
    share = Metric.model_validate(RATE.model_dump() | {"kind": "unit_share", "scale": 1})
    values = read_experiment_rows(letters.engine, EXPERIMENT, [share], START + 10).metrics["complaint_rate"]
    assert values.numerator.tolist() == [1, *[0] * 7]
    audit = Metric.model_validate(RATE.model_dump() | {"kind": "audit"})
    with pytest.raises(InputError, match="comes from audits of few posts"):
        read_experiment_rows(letters.engine, EXPERIMENT, [audit], START + 10)
    broken = Metric.model_validate(RATE.model_dump() | {"sql": "SELECT nothing FROM nowhere_at_all"})
    with pytest.raises(InputError, match="the metric complaint_rate cannot be computed"):
        read_experiment_rows(letters.engine, EXPERIMENT, [broken], START + 10)


def test_history_is_of_everybody(letters: Warehouse) -> None:
    rows = read_history_rows(letters.engine, EXPERIMENT, RATE, START + 4)
    assert rows.metrics["complaint_rate"].numerator.tolist() == [2_000, *[0] * 7]
    with pytest.raises(InputError, match="no creator joined before"):
        read_history_rows(letters.engine, EXPERIMENT, RATE, FIRST + 3)


def test_strata_and_rings_come_from_the_warehouse(letters: Warehouse) -> None:
    strata = read(letters, changed(assignment="stratified", stratify_by=["market", "language"]))
    assert strata.stratum is not None
    assert strata.stratum.tolist() == ["US en", "ID en"] * 4
    with pytest.raises(InputError, match="creators have no size: write market or language"):
        read(letters, changed(assignment="stratified", stratify_by=["size"]))
    with pytest.raises(InputError, match="run clausewise links find"):
        read(letters, changed(assignment="cluster"))
    link(letters, ["c1", "c5", "c6"], START - 3)
    rings = read(letters, changed(assignment="cluster"))
    assert rings.cluster is not None
    assert rings.cluster.tolist() == ["c0", "c1", "c2", "c3", "c4", "c1", "c1", "c7"]


def test_assignments_are_rows_of_the_table(letters: Warehouse, tmp_path: Path) -> None:
    header, rows = assign_warehouse(EXPERIMENT, letters.engine)
    assert header == ("experiment", "creator_id", "at", "arm")
    assert [*rows] == [("letters", creator, START * DAY, ARMS[creator]) for creator in CREATORS]
    link(letters, ["c1", "c5", "c6"], START - 3)
    _, rings = assign_warehouse(changed(assignment="cluster"), letters.engine)
    assert len({row[3] for row in rings if row[1] in ("c1", "c5", "c6")}) == 1
    _, strata = assign_warehouse(changed(assignment="stratified", stratify_by=["market"]), letters.engine)
    assert sorted(row[3] for row in strata if row[1] in ("c0", "c2", "c4", "c6")) == ["control"] * 2 + ["treatment"] * 2
    with pytest.raises(InputError, match="another system assigns"):
        assign_warehouse(changed(assignment="external"), letters.engine)
    with pytest.raises(InputError, match="no creator joined before 2026-05-01"):
        assign_warehouse(changed(start=date(2026, 5, 1)), letters.engine)
    path = tmp_path / "units.csv"
    path.write_text("unit\nc0\nc9\n")
    assert [row[1] for row in assign_file(EXPERIMENT, path)[1]] == ["c0", "c9"]
    path.write_text("unit\nc0\nc0\n")
    with pytest.raises(InputError, match="write each unit once"):
        assign_file(EXPERIMENT, path)
