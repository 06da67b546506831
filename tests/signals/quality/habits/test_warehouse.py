"""The habits that are read from the warehouse: by hand, as of a day, and blind to fame and to what was paid."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from signals.quality.habits.parts import REFUNDS, VIOLATIONS
from signals.quality.habits.warehouse import HabitReader
from signals.quality.score.training import Habits
from tests.signals.learning.stories import Rows, at, creator, decision, measured, orders, post, review
from tests.warehouse.warehouses import FIRST, load_rows, memory_warehouse, run_jobs
from warehouse.connection import Warehouse

POSTS = [post(f"p{n}", "c1", n) for n in range(1, 6)]
MEASURES = [measured(f"p{n}", "still_share", n / 10) for n in range(1, 6)] + [measured("p1", "sharpness", None, None)]
DECISIONS = [
    decision("d1", "c1", "p1", 2),
    decision("d2", "c1", "p2", 3, "no_violation"),
    decision("d3", "c1", "p3", 4),
]
REVIEWS = [review("r1", "d3", "c1", 10, "no_violation")]
ROWS: Rows = {
    "creators": [creator("c1"), creator("c2", market="DE"), creator("late", joined=50)],
    "posts": POSTS,
    "post_measures": MEASURES,
    "decisions": DECISIONS,
    "reviews": REVIEWS,
    **orders("c1", 25, 5, 3),
    **{name: rows for name, rows in orders("c2", 5, 5, 3).items() if not rows},
}


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with memory_warehouse() as opened:
        load_rows(opened, ROWS)
        run_jobs(opened)
        yield opened


def content(warehouse: Warehouse, day: int, *names: str) -> Habits:
    reader = HabitReader(warehouse.engine, FIRST + day)
    return reader.content(np.array(names, dtype=object), np.full(len(names), FIRST + day))


def record(warehouse: Warehouse, day: int, *names: str) -> Habits:
    reader = HabitReader(warehouse.engine, FIRST + day)
    return reader.record(np.array(names, dtype=object), np.full(len(names), FIRST + day))


def numbers(habits: Habits, part: str) -> list[tuple[float, float]]:
    observed = habits.windows[part].observed
    return [*zip(observed.values.round(6).tolist(), observed.posts.round(6).tolist(), strict=True)]


def test_the_mean_of_the_posts_up_to_the_day(warehouse: Warehouse) -> None:
    found = content(warehouse, 3, "c1", "c2")
    (mean, posts), (none, no_posts) = numbers(found, "still_share")
    assert (mean, posts) == (0.2, 3)
    assert np.isnan(none)
    assert no_posts == 0
    assert np.isnan(found.windows["sharpness"].observed.values).all()
    assert found.markets.tolist() == ["US", "DE"]


def test_posts_leave_the_window(warehouse: Warehouse) -> None:
    assert numbers(content(warehouse, 31, "c1"), "still_share") == [(0.45, 2)]


def test_the_record_is_that_of_the_day(warehouse: Warehouse) -> None:
    """The third decision was a violation until a review on day 10."""
    assert numbers(record(warehouse, 1, "c1"), VIOLATIONS)[0][1] == 0
    assert numbers(record(warehouse, 4, "c1"), VIOLATIONS) == [(0.666667, 3)]
    assert numbers(record(warehouse, 10, "c1"), VIOLATIONS) == [(0.333333, 3)]
    assert numbers(record(warehouse, 93, "c1"), VIOLATIONS) == [(0, 1)]


def test_several_days_at_once_agree_with_each_day(warehouse: Warehouse) -> None:
    reader = HabitReader(warehouse.engine, FIRST + 40)
    days = np.arange(FIRST, FIRST + 41)
    names = np.array(["c1"] * len(days), dtype=object)
    whole = reader.record(names, days).windows[VIOLATIONS].observed
    for day in range(0, 41, 4):
        assert whole.posts[day] == numbers(record(warehouse, day, "c1"), VIOLATIONS)[0][1]


def test_refunds_of_few_orders_tell_nothing(warehouse: Warehouse) -> None:
    assert numbers(record(warehouse, 6, "c1"), REFUNDS)[0][0] == 0.2
    assert np.isnan(numbers(record(warehouse, 6, "c2"), REFUNDS)[0][0])


def test_a_creator_who_is_unknown_or_has_not_joined_has_no_habits(warehouse: Warehouse) -> None:
    found = content(warehouse, 40, "late", "nobody")
    assert np.isnan(found.windows["still_share"].observed.values).all()


def test_evidence_is_what_shows_a_part_most(warehouse: Warehouse) -> None:
    found = HabitReader(warehouse.engine, FIRST + 10, "c1").evidence("c1")
    assert found["still_share"][:2] == ("p5", "p4")


def fame(times: float) -> Rows:
    """Views, likes and follows of the posts, and complaints; orders that cost more."""
    views: list[dict[str, Any]] = [
        {"view_id": f"v{n}", "viewer": f"u{n}", "post_id": "p1", "creator_id": "c1", "at": at(2), "weight": times}
        for n in range(round(times))
    ]
    reactions = [
        {"reaction_id": f"r{n}", "actor": f"u{n}", "post_id": "p1", "creator_id": "c1", "at": at(2), "kind": kind}
        for n, kind in enumerate(["like", "follow"] * round(times))
    ]
    return {**ROWS, "views_sample": views, "reactions": reactions, **orders("c1", 25, 5, 3, amount=times)}


def test_fame_and_what_was_paid_change_nothing() -> None:
    found = []
    for times in (1, 50):
        with memory_warehouse() as opened:
            load_rows(opened, fame(times))
            run_jobs(opened)
            habits = [content(opened, 20, "c1"), record(opened, 20, "c1")]
            found.append([(part, numbers(one, part)) for one in habits for part in one.windows])
    assert str(found[0]) == str(found[1])
