"""From the sample ecosystem to readings: the models learn from nothing later, and tell low effort from newcomers."""

from collections.abc import Iterator
from dataclasses import asdict

import numpy as np
import pytest

from signals.errors import CreatorUnknown, LabelsTooFew, ModelFromLater
from signals.learning.creator import CreatorReader, CreatorReadings
from signals.learning.fitting import fit_models
from signals.learning.models import CreatorModels
from signals.learning.training_rows import TrainingRows
from tests.signals.learning.stories import creator, decision, post, review
from tests.warehouse.warehouses import FIRST, load_columns, load_rows, memory_warehouse, run_jobs
from warehouse.connection import Warehouse
from warehouse.engines.base import Columns, select
from warehouse.sample.ecosystem import Ecosystem, build_ecosystem
from warehouse.sample.options import SampleOptions

DAYS, FIT_DAY, APPEAL_DAYS = 90, FIRST + 74, 30


@pytest.fixture(scope="module")
def ecosystem() -> Ecosystem:
    return build_ecosystem(SampleOptions(creators=2000, days=DAYS, seed=1))


@pytest.fixture(scope="module")
def warehouse(ecosystem: Ecosystem) -> Iterator[Warehouse]:
    with memory_warehouse() as opened:
        load_columns(opened, ecosystem.tables)
        run_jobs(opened)
        yield opened


@pytest.fixture(scope="module")
def models(warehouse: Warehouse) -> CreatorModels:
    return fit_models(TrainingRows(warehouse.engine, FIT_DAY, APPEAL_DAYS))


def up_to(columns: Columns, day: int) -> Columns:
    return select(columns, columns["at"] < (day + 1) * 86_400) if "at" in columns else columns


@pytest.mark.slow
def test_later_events_change_no_model(ecosystem: Ecosystem, models: CreatorModels) -> None:
    """Nor do appeals that were closed later: they are open on that day."""
    tables = {name: up_to(columns, FIT_DAY) for name, columns in ecosystem.tables.items() if name != "post_measures"}
    appeals = dict(tables["appeals"])
    later = ~(appeals["closed_at"] < (FIT_DAY + 1) * 86_400)
    appeals["closed_at"] = np.where(later, np.nan, appeals["closed_at"])
    appeals["result"] = appeals["result"].copy()
    appeals["result"][later] = None
    measures = ecosystem.tables["post_measures"]
    known = np.isin(measures["post_id"].astype(str), tables["posts"]["post_id"].astype(str))
    with memory_warehouse() as opened:
        load_columns(opened, {**tables, "appeals": appeals, "post_measures": select(measures, known)})
        run_jobs(opened, FIT_DAY)
        assert fit_models(TrainingRows(opened.engine, FIT_DAY, APPEAL_DAYS)) == models


@pytest.mark.slow
def test_the_features_of_a_decision_are_from_before_its_day(warehouse: Warehouse) -> None:
    rows = TrainingRows(warehouse.engine, FIT_DAY, APPEAL_DAYS)
    newest = rows.labels.at.max() // 86_400
    assert newest <= FIT_DAY - APPEAL_DAYS
    assert len(rows.behaviour().rows) == rows.content().size == rows.record().size


@pytest.mark.slow
def test_on_later_days_low_effort_scores_low_and_newcomers_do_not(
    warehouse: Warehouse, ecosystem: Ecosystem, models: CreatorModels
) -> None:
    reader = CreatorReader(warehouse.engine, models, FIRST + DAYS - 1)
    low_effort = [reader.read(name) for name in ecosystem.truth["low_effort"]]
    newcomers = [reader.read(name) for name in ecosystem.truth["honest"]["newcomers"]]
    usual = np.median([content(one) for one in newcomers])
    assert np.mean([content(one) < usual - 10 for one in low_effort]) >= 0.8
    assert np.mean([content(one) < usual - 10 for one in newcomers]) <= 0.1
    assert np.median([one.behaviour.value for one in low_effort]) > np.median(
        [one.behaviour.value for one in newcomers]
    )
    reasons = {reason.code for one in low_effort for reason in one.content.reading.reasons if (reason.points or 0) < 0}
    assert reasons & {"STILL_FRAMES", "OWN_CAPTION_AGAIN", "SILENCE", "BANNER"}
    assert all(one.content.improvements for one in low_effort if content(one) < usual - 10)
    asdict(low_effort[0])


def content(readings: CreatorReadings) -> float:
    """Not measured is no low score."""
    return 100.0 if readings.content.reading.value is None else readings.content.reading.value


@pytest.mark.slow
def test_traded_accounts_are_told_from_honest_changes(
    warehouse: Warehouse, ecosystem: Ecosystem, models: CreatorModels
) -> None:
    reader = CreatorReader(warehouse.engine, models, FIRST + DAYS - 1)

    def changed(names: list[str]) -> list[bool]:
        return [bool(reader.read(name).account_change.reasons) for name in names]

    assert all(changed([*ecosystem.truth["traded"]]))
    honest = ecosystem.truth["honest"]
    assert not any(changed([*honest["new_devices"], *honest["new_payouts"], *honest["travellers"]]))


@pytest.mark.slow
def test_a_model_from_later_and_an_unknown_creator_are_errors(warehouse: Warehouse, models: CreatorModels) -> None:
    with pytest.raises(ModelFromLater):
        CreatorReader(warehouse.engine, models, FIT_DAY - 1).read("c00001")
    with pytest.raises(CreatorUnknown, match="has no creator nobody"):
        CreatorReader(warehouse.engine, models, FIT_DAY).read("nobody")


@pytest.mark.slow
def test_a_creator_without_posts_has_readings_without_values(warehouse: Warehouse, models: CreatorModels) -> None:
    load_rows(warehouse, {"creators": [creator("silent")]})
    readings = CreatorReader(warehouse.engine, models, FIT_DAY).read("silent")
    for reading in (readings.content.reading, readings.record.reading, readings.behaviour, readings.account_change):
        assert reading.value is None
        assert reading.not_measured


def test_decisions_that_nobody_confirmed_are_no_training() -> None:
    rows = {
        "creators": [creator("c1")],
        "posts": [post("p1", "c1", 1), post("p2", "c1", 2)],
        "decisions": [decision("d1", "c1", "p1", 3), decision("d2", "c1", "p2", 3)],
        "reviews": [review("r1", "d2", "c1", 4, "no_violation")],
    }
    with memory_warehouse() as opened:
        load_rows(opened, rows)
        run_jobs(opened)
        training = TrainingRows(opened.engine, FIRST + 40)
        assert training.labels.post_id.tolist() == ["p2"]
        assert training.behaviour().is_violation.tolist() == [False]
        with pytest.raises(LabelsTooFew):
            fit_models(training)
