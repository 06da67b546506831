import numpy as np
import pytest
from numpy.typing import NDArray

from eval.metrics.bootstrap import Figure, figures

Array = NDArray[np.float64]


def share(sums: Array) -> dict[str, Array]:
    with np.errstate(invalid="ignore"):
        return {"share": sums[..., 0] / sums[..., 1]}


def rows(right: int, of: int) -> Array:
    return np.array([[1.0, 1.0]] * right + [[0.0, 1.0]] * (of - right))


def test_the_interval_of_a_share_is_that_of_the_normal_law() -> None:
    found = figures(rows(120, 400), np.arange(400), share)["share"]
    assert found.value == pytest.approx(0.3)
    assert found.low == pytest.approx(0.3 - 1.96 * (0.3 * 0.7 / 400) ** 0.5, abs=0.005)
    assert found.high == pytest.approx(0.3 + 1.96 * (0.3 * 0.7 / 400) ** 0.5, abs=0.005)


def test_the_same_each_time() -> None:
    assert figures(rows(7, 20), np.arange(20), share) == figures(rows(7, 20), np.arange(20), share)


def test_cases_of_one_group_are_drawn_together() -> None:
    """Ten groups of forty cases alike are worth ten cases."""
    alone = figures(rows(3, 10), np.arange(10), share)["share"]
    together = figures(np.repeat(rows(3, 10), 40, axis=0), np.repeat(np.arange(10), 40), share)["share"]
    assert together == alone


def test_what_is_not_defined_has_no_interval() -> None:
    assert figures(np.zeros((3, 2)), np.arange(3), share) == {"share": Figure(None, None, None)}
