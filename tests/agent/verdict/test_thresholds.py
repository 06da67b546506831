"""A band around the turning point, wherever that lies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.verdict.thresholds import Thresholds

turns = st.floats(0.01, 0.99)
margins = st.floats(0, 0.49)


@given(turns, margins, st.none() | turns, st.floats(0, 1))
def test_the_band_lies_around_the_turn(turn: float, margin: float, own: float | None, exception: float) -> None:
    thresholds = Thresholds(violation=own, margin=margin, exception=exception)
    middle = turn if own is None else own
    assert thresholds.doubtful(turn) <= middle <= thresholds.broken(turn)
    assert thresholds.broken(turn) - thresholds.doubtful(turn) == pytest.approx(2 * margin)
    assert thresholds.exception_doubtful <= thresholds.exception


@pytest.mark.parametrize("given", [{"turn": 0}, {"turn": 1}, {"margin": -0.1}, {"margin": 0.5}, {"exception": 1.1}])
def test_what_makes_no_band_is_refused(given: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Thresholds.model_validate(given)
