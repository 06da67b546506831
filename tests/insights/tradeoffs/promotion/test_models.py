"""Models of targets: calibrated on unseen creators, honest about few events; and the gate of a candidate."""

from dataclasses import dataclass

import numpy as np
import pytest

from domain.errors import InputError
from insights.estimate import Floats
from insights.tradeoffs.promotion.decision import Bounds
from insights.tradeoffs.promotion.front import front, replay
from insights.tradeoffs.promotion.model_gate import compare_models, deviances
from insights.tradeoffs.promotion.report import target_qualities
from insights.tradeoffs.promotion.rows import TARGETS, CreatorRows
from insights.tradeoffs.promotion.target_models import SeparateModels, fit_separate
from tests.insights.tradeoffs.promotion.made_rows import Known, made_rows


@pytest.fixture(scope="module")
def learned() -> CreatorRows:
    return made_rows(1500, 1)


@pytest.fixture(scope="module")
def models(learned: CreatorRows) -> SeparateModels:
    return fit_separate(learned)


@pytest.mark.slow
def test_expectations_are_calibrated_and_better_than_the_mean(learned: CreatorRows, models: SeparateModels) -> None:
    qualities = {one.target: one for one in target_qualities(made_rows(1500, 2), models, learned)}
    for target in ("amount", "orders", "complaints", "violations"):
        found = qualities[target]
        assert found.calibration.value == pytest.approx(1, abs=0.15)
        assert found.explained is not None
        assert found.explained > 0.2
    assert models.notes == ()


@pytest.mark.slow
def test_a_target_with_few_events_has_the_mean_and_a_note(learned: CreatorRows) -> None:
    rare = np.zeros(learned.size)
    rare[:10] = 1.0
    none = np.zeros(learned.size)
    rows = CreatorRows(
        1, learned.creators, learned.names, learned.features, {**learned.outcomes, "refunds": rare, "violations": none}
    )
    models = fit_separate(rows)
    assert [note.split(":")[0] for note in models.notes] == ["refunds", "violations"]
    expected = models.expected(learned.features)
    assert {*expected["refunds"].tolist()} == {10 / learned.size}
    assert {*expected["violations"].tolist()} == {0.0}


@pytest.mark.slow
def test_a_front_trades_value_for_complaints(models: SeparateModels) -> None:
    found = replay(made_rows(1500, 3), models)
    points = front(found, {}, "complaints", Bounds())
    assert len(points) == 6
    values = [point.expected_value or 0 for point in points]
    assert values == sorted(values)
    assert points[0].rates["complaints"].value is not None
    before = found.today().rates["complaints"]
    assert before.low is not None
    assert points[0].rates["complaints"].value < before.low
    assert found.today().value.value == pytest.approx(1)
    assert all((point.value.low or 0) <= (point.value.value or 0) <= (point.value.high or 0) for point in points)
    assert front(found, {"violations": 0.0}, "complaints", Bounds()) == ()


def test_without_orders_or_posts_nothing_is_divided() -> None:
    rows = made_rows(50, 9)
    nothing = {name: values * (name in ("views", "complaints")) for name, values in rows.outcomes.items()}
    today = replay(CreatorRows(1, rows.creators, rows.names, rows.features, nothing), Nothing()).today()
    assert today.expected_value is None
    assert today.expected_rates == {"complaints": None, "refunds": None, "violations": None}
    assert {one.note for one in (today.value, *today.rates.values())} == {"nothing happened to divide by"}
    assert today.exposure.value == 1.0


@dataclass(frozen=True)
class Nothing:
    name: str = "nothing happens"

    def expected(self, features: Floats) -> dict[str, Floats]:
        return {name: np.zeros(len(features)) for name in TARGETS}


def test_an_equal_candidate_is_used() -> None:
    gate = compare_models(made_rows(400, 4), Known(), Known())
    assert gate.used
    assert {one.state for one in gate.targets} == {"not worse"}


def test_a_candidate_that_loses_one_target_is_not_used() -> None:
    gate = compare_models(made_rows(800, 5), Known(), Known(worse="complaints", factor=3.0))
    assert not gate.used
    assert {one.target: one.state for one in gate.targets if one.state != "not worse"} == {"complaints": "worse"}


def test_what_is_not_shown_is_not_used() -> None:
    gate = compare_models(made_rows(60, 6), Known(), Known(worse="complaints", factor=1.2))
    states = {one.target: one.state for one in gate.targets}
    assert states["complaints"] != "not worse"
    assert not gate.used


def test_a_better_candidate_is_used() -> None:
    gate = compare_models(made_rows(800, 7), Known(worse="complaints", factor=3.0), Known())
    assert gate.used
    change = next(one.change for one in gate.targets if one.target == "complaints")
    assert change.high is not None
    assert change.high < 0


def test_a_candidate_without_a_target_is_refused() -> None:
    with pytest.raises(InputError, match="all targets at once does not expect refunds"):
        compare_models(made_rows(60, 8), Known(), Known(left_out="refunds"))


def test_a_loss_of_nothing() -> None:
    assert deviances(np.array([0.0, 2.0]), np.array([0.0, 2.0])) == pytest.approx([0, 0], abs=1e-5)
    assert deviances(np.array([3.0]), np.array([1.0]))[0] == pytest.approx(2 * (3 * np.log(3) - 2))
