"""The draws of an audit: repeatable, weighted back to the views of the day, and unbiased under any suspicion."""

import numpy as np
import pytest

from domain.errors import InputError
from insights.audits.drawing import NothingViewed, ViewedPosts, draw, inclusion, read_viewed, systematic
from insights.metrics.estimates import estimate
from insights.metrics.reading import UnitSums
from insights.metrics.registry import read_registry
from warehouse.engines.arrays import objects
from warehouse.engines.base import Engine
from warehouse.jobs.reading import computed_day


def viewed_posts(number: int, seed: int) -> ViewedPosts:
    random = np.random.default_rng(seed)
    names = objects([f"p{place}" for place in range(number)])
    return ViewedPosts(
        day=seed,
        post_id=names,
        creator_id=names,
        views=random.lognormal(3, 1, number),
        violations=random.integers(0, 4, number),
    )


def test_equal_draws_each_time(insight_engine: Engine) -> None:
    day = computed_day(insight_engine)
    assert day is not None
    viewed = read_viewed(insight_engine, day)
    assert draw(viewed, 30).places.tolist() == draw(viewed, 30).places.tolist()
    assert viewed.chance.sum() == pytest.approx(1)


def test_suspicious_posts_are_drawn_more_often_and_weighted_back() -> None:
    drawn, violating, rates, share = 0, 0, [], []
    for seed in range(400):
        viewed = viewed_posts(200, seed)
        draws, bad = draw(viewed, 25), viewed.violations > 1
        drawn, violating = drawn + 25, violating + int(bad[draws.places].sum())
        rates.append((draws.weight * bad[draws.places]).sum() / viewed.views.sum())
        share.append(viewed.views[bad].sum() / viewed.views.sum())
    assert np.mean(rates) == pytest.approx(np.mean(share), rel=0.04)
    assert violating / drawn > np.mean(share) + 0.05


def test_no_post_is_drawn_twice_without_replacement() -> None:
    viewed = viewed_posts(60, 3)
    draws = draw(viewed, 25, replace=False)
    assert len({*draws.places.tolist()}) == 25
    assert draws.places.tolist() == draw(viewed, 25, replace=False).places.tolist()
    included = inclusion(viewed.chance, 25)
    assert included.sum() == pytest.approx(25)
    assert included.max() <= 1
    assert (draws.weight * included[draws.places]).tolist() == pytest.approx(viewed.views[draws.places].tolist())
    every = draw(viewed, 90, replace=False)
    assert every.places.tolist() == [*range(60)]
    assert every.weight.sum() == pytest.approx(viewed.views.sum())


def test_each_post_is_drawn_as_often_as_its_inclusion_probability_says() -> None:
    random, times = np.random.default_rng(1), np.zeros(30)
    included = inclusion(viewed_posts(30, 5).chance, 6)
    for _ in range(4000):
        times[systematic(included, 6, random)] += 1
    assert times / 4000 == pytest.approx(included, abs=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("number", [30, 120])
def test_intervals_of_draws_without_replacement_cover_the_truth(number: int) -> None:
    """Horvitz-Thompson, 20 days of draws: 95% intervals cover 93 to 97% with 6% of the posts drawn, and with 24%."""
    random, metric, covered, runs = np.random.default_rng(7), read_registry().metric("violation_view_rate"), 0, 1500
    days = [viewed_posts(500, seed) for seed in range(20)]
    bad = [random.random(500) < 0.04 + 0.08 * (day.violations > 1) for day in days]
    views = sum(day.views.sum() for day in days)
    truth = sum(day.views[wrong].sum() for day, wrong in zip(days, bad, strict=True)) / views
    included = [inclusion(day.chance, number) for day in days]
    for _ in range(runs):
        strata = []
        for day, wrong, chance in zip(days, bad, included, strict=True):
            places = systematic(chance, number, random)
            weight = day.views[places] / chance[places]
            hit = weight * wrong[places]
            free = 1 - chance[places]
            squares = (free * hit**2).sum(), (free * hit * weight).sum(), (free * weight**2).sum()
            sums = free.sum(), (free * hit).sum(), (free * weight).sum()
            strata.append(UnitSums(number, hit.sum(), weight.sum(), *squares, *sums))
        found = estimate(metric, strata)
        covered += bool(found.low is not None and found.high is not None and found.low <= truth <= found.high)
    assert 0.93 <= covered / runs <= 0.97, covered / runs


def test_a_day_without_views(insight_engine: Engine) -> None:
    with pytest.raises(NothingViewed, match="no views of 1970-01-06 were loaded"):
        read_viewed(insight_engine, 5)
    with pytest.raises(InputError, match="at least one"):
        draw(viewed_posts(5, 1), 0)
