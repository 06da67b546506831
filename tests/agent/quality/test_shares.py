import pytest

from agent.quality.shares import wilson


def test_wilson_interval() -> None:
    assert wilson(0, 0) is None
    assert wilson(10, 10) == pytest.approx((0.722, 1.0), abs=0.001)
    assert wilson(5, 10) == pytest.approx((0.237, 0.763), abs=0.001)
