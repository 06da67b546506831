import numpy as np
import pytest
from numpy.typing import NDArray

from agent.quality.bootstrap import Estimate, bootstrap

Array = NDArray[np.float64]


def share(sums: Array) -> dict[str, Array]:
    with np.errstate(invalid="ignore"):
        return {"share": sums[..., 0] / sums[..., 1]}


def rows(correct: int, total: int) -> Array:
    return np.array([[1.0, 1.0]] * correct + [[0.0, 1.0]] * (total - correct))


def test_interval_of_a_share_is_near_the_normal_one() -> None:
    estimate = bootstrap(rows(120, 400), np.arange(400), share)["share"]
    assert estimate.value == pytest.approx(0.3)
    assert estimate.low == pytest.approx(0.3 - 1.96 * (0.3 * 0.7 / 400) ** 0.5, abs=0.005)
    assert estimate.high == pytest.approx(0.3 + 1.96 * (0.3 * 0.7 / 400) ** 0.5, abs=0.005)


def test_bootstrap_is_deterministic() -> None:
    assert bootstrap(rows(7, 20), np.arange(20), share) == bootstrap(rows(7, 20), np.arange(20), share)


def test_cases_of_one_group_are_drawn_together() -> None:
    """Ten groups of forty equal cases weigh as much as ten cases."""
    single = bootstrap(rows(3, 10), np.arange(10), share)["share"]
    grouped = bootstrap(np.repeat(rows(3, 10), 40, axis=0), np.repeat(np.arange(10), 40), share)["share"]
    assert grouped == single


def test_undefined_metric_has_no_interval() -> None:
    assert bootstrap(np.zeros((3, 2)), np.arange(3), share) == {"share": Estimate(None, None, None)}
