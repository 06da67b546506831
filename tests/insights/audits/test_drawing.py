"""The draws of an audit: repeatable, weighted back to the views of the day, and unbiased under any suspicion."""

import numpy as np
import pytest

from domain.errors import InputError
from insights.audits.drawing import NothingViewed, ViewedPosts, draw, read_viewed
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


def test_a_day_without_views(insight_engine: Engine) -> None:
    with pytest.raises(NothingViewed, match="no views of 1970-01-06 were loaded"):
        read_viewed(insight_engine, 5)
    with pytest.raises(InputError, match="at least one"):
        draw(viewed_posts(5, 1), 0)
