"""What the score promises: missing parts cost nothing and widen the interval, more of what is bad never helps."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.errors import LabelsTooFew
from signals.quality.score.fitting import fit_additive, platt
from signals.quality.score.members import FitOptions
from signals.quality.score.part import AdditiveModel
from signals.quality.score.places import Observed
from signals.quality.score.scoring import AdditiveScorer, Scored
from signals.quality.score.training import Training
from tests.signals.quality.score.simulated import RULES, world

QUICK = FitOptions(members=4, trees=80, learning_rate=0.1)
SHARES = st.floats(0, 1)
POSTS = st.integers(1, 50)
NAMES = tuple(rule.name for rule in RULES)


@cache
def model() -> AdditiveModel:
    return fit_additive("content_quality", world(1_500, 1).training, RULES, QUICK)


def scored(values: dict[str, float], posts: float, market: str = "US") -> Scored:
    observed = {name: Observed(np.array([value]), np.array([float(posts)])) for name, value in values.items()}
    return AdditiveScorer(model()).score(observed, [market])


@given(
    st.fixed_dictionaries(dict.fromkeys(NAMES, SHARES)), POSTS, st.sampled_from(NAMES), st.sampled_from(["US", "XX"])
)
@settings(max_examples=60, deadline=None)
def test_a_missing_part_counts_for_nothing_and_widens_the_interval(
    values: dict[str, float], posts: int, missing: str, market: str
) -> None:
    whole = scored(values, posts, market)
    part = scored({name: value for name, value in values.items() if name != missing}, posts, market)
    place = [one.name for one in model().parts].index(missing)
    assert part.effects[0, place] == 0
    assert not part.measured[0, place]
    others = np.delete(whole.effects[0], place)
    np.testing.assert_allclose(np.delete(part.effects[0], place), others)
    disagreement = 0.05  # the members differ by their curves too
    assert part.variance[0] >= whole.variance[0] - disagreement
    assert part.base[0] == pytest.approx(whole.base[0])


def test_nothing_known_is_the_mean_of_the_market_with_the_widest_interval() -> None:
    nothing = scored({}, 0)
    assert nothing.logits[0] == pytest.approx(nothing.base[0])
    assert nothing.variance[0] > scored(dict.fromkeys(NAMES, 0.4), 30).variance[0]


@given(SHARES, SHARES, POSTS, st.sampled_from(NAMES))
@settings(max_examples=60, deadline=None)
def test_more_of_what_is_bad_never_helps(one: float, other: float, posts: int, name: str) -> None:
    direction = next(rule.direction for rule in RULES if rule.name == name)
    low, high = (scored({name: value}, posts).logits[0] for value in sorted((one, other)))
    assert direction * (high - low) >= -1e-9


@given(st.floats(0.5, 1))
@settings(max_examples=20, deadline=None)
def test_few_posts_stay_near_the_market(value: float) -> None:
    effects = [abs(scored({"still_share": value}, posts).effects[0, 0]) for posts in (1, 4, 16, 64)]
    assert effects == sorted(effects)


def test_a_model_keeps_its_answers_in_a_file() -> None:
    again = AdditiveModel.model_validate_json(model().model_dump_json())
    assert again == model()


def test_the_curves_follow_the_truth() -> None:
    fresh = world(2_000, 9)
    scores = AdditiveScorer(model()).score(fresh.habits.observed, fresh.habits.markets.tolist())
    assert np.corrcoef(scores.logits, np.log(fresh.chance / (1 - fresh.chance)))[0, 1] > 0.7
    assert (1 / (1 + np.exp(-scores.logits))).mean() == pytest.approx(fresh.chance.mean(), abs=0.03)


@pytest.mark.slow
def test_the_interval_covers_the_true_chance() -> None:
    """Of 95% intervals; at least 90% with one model, over creators with few and many posts."""
    covered = []
    for seed in range(3):
        fitted = fit_additive("x", world(3_000, seed).training, RULES, FitOptions())
        fresh = world(2_000, seed + 50)
        scores = AdditiveScorer(fitted).score(fresh.habits.observed, fresh.habits.markets.tolist())
        truth, half = np.log(fresh.chance / (1 - fresh.chance)), 1.96 * np.sqrt(scores.variance)
        covered.append(float((np.abs(scores.logits - truth) <= half).mean()))
    assert min(covered) >= 0.9


def test_too_few_confirmed_decisions_are_an_error() -> None:
    few = world(60, 1).training
    with pytest.raises(LabelsTooFew, match="at least 20 of each"):
        fit_additive("record", few, RULES, QUICK)


def test_a_part_that_was_never_measured_is_left_out() -> None:
    habits = world(400, 2).habits
    unseen = np.full(400, np.nan)
    windows = {**habits.windows, "sharpness": type(habits.windows["sharpness"]).exact(unseen)}
    empty = type(habits)(windows, habits.markets)
    violations = np.arange(400) % 3 == 0
    fitted = fit_additive("x", Training(empty, np.arange(400), violations, empty, 1), RULES, QUICK)
    assert [part.name for part in fitted.parts] == ["still_share", "refund_share"]


def test_platt_finds_the_slope_of_labels_that_were_drawn_with_it() -> None:
    random = np.random.default_rng(0)
    logits = random.normal(0, 2, 20_000)
    labels = random.random(20_000) < 1 / (1 + np.exp(-(0.5 * logits - 1)))
    slope, shift = platt(logits, labels)
    assert slope == pytest.approx(0.5, abs=0.05)
    assert shift == pytest.approx(-1, abs=0.08)
