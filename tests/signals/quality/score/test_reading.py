"""The reading of a score: points that can be checked, what would raise it, and what is not known."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from signals.quality.score.fitting import fit_additive
from signals.quality.score.members import FitOptions
from signals.quality.score.part import AdditiveModel
from signals.quality.score.places import Observed
from signals.quality.score.reading import CreatorHabits, ScoreReading, read_score
from tests.signals.quality.score.simulated import RULES, world


@cache
def model() -> AdditiveModel:
    options = FitOptions(members=4, trees=80, learning_rate=0.1)
    return fit_additive("content_quality", world(1_500, 1).training, RULES, options)


def habits(values: dict[str, float], posts: float = 30) -> CreatorHabits:
    observed = {name: Observed(np.array([value]), np.array([posts])) for name, value in values.items()}
    return CreatorHabits(observed, "US", 20_000, {"still_share": ("p1", "p2")})


def read(values: dict[str, float], posts: float = 30) -> ScoreReading:
    return read_score(model(), habits(values, posts))


def test_bad_habits_cost_points_and_name_their_posts() -> None:
    score = read({"still_share": 0.8, "sharpness": 0.6})
    reading = score.reading
    worst = reading.reasons[0]
    assert worst.code == "STILL_FRAMES"
    assert worst.points is not None
    assert worst.points < -3
    assert "80% on average over 30 posts" in worst.text
    assert worst.evidence == ("p1", "p2")
    assert reading.not_known == ("refund_share",)
    assert reading.interval is not None
    assert reading.value is not None
    assert reading.interval[0] < reading.value < reading.interval[1]


def test_what_would_raise_the_score_does() -> None:
    values = {"still_share": 0.8, "sharpness": 0.6}
    score = read(values)
    gain = score.improvements[0]
    assert gain.code == "STILL_FRAMES"
    assert gain.target < gain.value == 0.8
    improved = read({**values, "still_share": gain.target})
    assert improved.reading.value is not None
    assert score.reading.value is not None
    assert improved.reading.value - score.reading.value == pytest.approx(gain.points)


def test_good_habits_have_nothing_to_improve() -> None:
    score = read({"still_share": 0.05, "sharpness": 0.95})
    assert score.improvements == ()
    assert all((reason.points or 0) > 0 for reason in score.reading.reasons)


def test_without_a_measure_there_is_no_score() -> None:
    nothing = replace(habits({}), observed={})
    assert read_score(model(), nothing).reading.value is None
    unmeasured = replace(habits({}), observed={"still_share": Observed(np.array([np.nan]), np.array([0.0]))})
    assert "nothing was measured" in read_score(model(), unmeasured).reading.not_measured


@pytest.mark.parametrize(("slope", "is_measured"), [(0.0, False), (0.002, False), (0.5, True)])
def test_score_that_hardly_differs_between_creators_is_not_measured(slope: float, is_measured: bool) -> None:
    """A calibration that learned almost nothing leaves curves that are nearly flat."""
    parts = [
        part.model_copy(update={"curves": tuple(tuple(slope * value for value in curve) for curve in part.curves)})
        for part in model().parts
    ]
    calibrated = model().model_copy(update={"parts": tuple(parts)})
    values = [
        read_score(calibrated, habits({"still_share": still, "sharpness": 1 - still})).reading for still in (0.05, 0.9)
    ]
    assert all((reading.value is not None) is is_measured for reading in values)
    if not is_measured:
        assert all("too few decisions are confirmed" in reading.not_measured for reading in values)
