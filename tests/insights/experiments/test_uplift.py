"""Effects by kind of unit: the Qini coefficient by hand, models that find who can be moved, and honest groups."""

from dataclasses import replace

import numpy as np
import pytest

from domain.errors import InputError
from insights.experiments.analysis import Analysis, analyse
from insights.experiments.comparison import Comparing
from insights.experiments.rows import OutcomeRows, Values
from insights.experiments.uplift.features import encode
from insights.experiments.uplift.honest import estimate_uplift
from insights.experiments.uplift.models import MODELS
from insights.experiments.uplift.qini import qini
from tests.insights.experiments.made_rows import METRIC, SPLIT, names


def people(size: int = 12_000, effect: float = 0.3, seed: int = 1) -> OutcomeRows:
    """`movable` people answer to the treatment; `active` ones act anyway."""
    random = np.random.default_rng(seed)
    movable, active = random.random((2, size)) < 0.5
    treated = random.random(size) < 0.5
    chance = 0.1 + 0.4 * active + effect * (movable & treated)
    outcome = (random.random(size) < chance).astype(float)
    arm = np.where(treated, "treatment", "control").astype(object)
    features = {
        "movable": np.where(movable, "yes", "no").astype(object),
        "active": active.astype(int).astype(str).astype(object),
    }
    return OutcomeRows(names("u", np.arange(size)), arm, {METRIC: Values(outcome)}, features=features)


def test_qini_by_hand() -> None:
    """Four units, in the order of the scores: treated 1, control 0, treated 0, control 1. The curve per treated unit is
    0.5, 0.5, 0.5, 0 at a quarter each, and the line of chance ends at 0."""
    outcome, treated = np.array([1.0, 0, 0, 1]), np.array([True, False, True, False])
    area = (0.25 + 0.5 + 0.5 + 0.25) / 4
    assert qini(np.array([4.0, 3, 2, 1]), outcome, treated) == pytest.approx(area)
    assert qini(np.zeros(4), outcome, treated) == 0
    assert np.isnan(qini(np.zeros(2), outcome[:2], np.array([True, True])))


def test_the_models_find_who_can_be_moved_and_not_who_is_active() -> None:
    rows = people()
    one = estimate_uplift(rows, METRIC, "treatment", "control", Comparing())
    found = {model.name: model for model in one.models}
    assert found["two models"].low > 0.02
    assert found["class transformation"].low > 0.02
    assert found["outcome alone"].qini < found["two models"].qini
    first, last = one.groups[0].effect, one.groups[-1].effect
    assert first.difference == pytest.approx(0.3, abs=0.06)
    assert last.difference == pytest.approx(0, abs=0.06)
    assert (one.p_value or 1) < 1e-6
    assert one.found_on + one.estimated_on == rows.size
    assert any(trait.startswith("movable=yes 1") for trait in one.groups[0].traits)


def test_without_differences_none_are_found() -> None:
    """Groups that are estimated on the units that found them would differ here."""
    p_values = []
    for seed in range(5):
        rows = people(6_000, 0.0, seed)
        one = estimate_uplift(rows, METRIC, "treatment", "control", Comparing())
        p_values.append(one.p_value or 0)
        assert all(model.low < 0.005 for model in one.models)
    assert min(p_values) > 0.005


def test_outcomes_that_are_no_shares_have_linear_models() -> None:
    rows = people()
    values = Values(rows.metrics[METRIC].numerator * 7 + np.arange(rows.size) % 3)
    one = estimate_uplift(replace(rows, metrics={METRIC: values}), METRIC, "treatment", "control", Comparing())
    assert [model.name for model in one.models] == [*MODELS]
    assert all(model.low > 0 for model in one.models[:2])


def test_clusters_are_not_torn_apart() -> None:
    rows = people()
    clustered = replace(rows, cluster=np.array([f"{arm} {i % 500}" for i, arm in enumerate(rows.arm)], object))
    one = estimate_uplift(clustered, METRIC, "treatment", "control", Comparing())
    assert one.groups[0].effect.method == "clustered errors"


def test_few_units_have_no_groups() -> None:
    one = estimate_uplift(people(500), METRIC, "treatment", "control", Comparing())
    assert (one.models, one.groups, one.p_value) == ((), (), None)
    assert "groups need about 800 units of each arm" in one.note


def test_features_become_numbers() -> None:
    kinds = np.array(["a"] * 60 + ["b"] * 40 + ["rare"] * 0, object)
    numbers = np.arange(100).astype(str).astype(object)
    matrix = encode({"kind": kinds, "number": numbers, "same": np.full(100, "x", object)})
    assert matrix.names == ("kind=a", "kind=b", "number")
    np.testing.assert_allclose(matrix.values.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(matrix.values.std(axis=0), 1)
    with pytest.raises(InputError, match="no feature varies"):
        encode({"same": np.full(9, "x", object)})


def test_an_analysis_with_features_says_for_whom_it_works() -> None:
    report = analyse(people(), Analysis("letters", METRIC, "control", SPLIT))
    assert [one.arm for one in report.uplifts] == ["treatment"]
    broken = people().select(np.arange(12_000) % 3 > 0)
    arm = np.where(np.arange(broken.size) % 3 == 0, "treatment", "control").astype(object)
    assert analyse(replace(broken, arm=arm), Analysis("letters", METRIC, "control", SPLIT)).uplifts == ()
