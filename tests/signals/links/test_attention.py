"""Attention orders reviews: it fades, expires, ignores the future, and is nothing without links."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.links.attention import DAY_SECONDS, EXPIRES_DAYS, Confirmed, attention
from signals.links.edges import Relation

DAY = 20_000
NOW = DAY * DAY_SECONDS
BAD = Confirmed(np.array(["bad"], dtype=object), np.array([NOW - 5.0 * DAY_SECONDS]))


def edges(*rows: tuple[str, str, float]) -> Relation:
    return Relation.of(
        "devices", [a for a, _, _ in rows], [b for _, b, _ in rows], [NOW - days * DAY_SECONDS for _, _, days in rows]
    )


NEAR = edges(
    ("bad", "d1", 3), ("near", "d1", 3), ("near", "d2", 3), ("far", "d2", 3), ("other", "d3", 3), ("x", "d3", 3)
)


def test_nearer_creators_come_first_and_others_not_at_all() -> None:
    found = attention([NEAR], BAD, DAY)
    assert [each.creator for each in found] == ["near", "far"]
    assert all(each.review_only and 0 < each.priority <= 1 and each.relations == ("devices",) for each in found)


def test_it_expires_and_says_nothing_of_the_past() -> None:
    first = attention([NEAR], BAD, DAY)[0]
    assert first.on(DAY) == first.priority
    assert first.on(DAY - 1) == first.on(DAY + EXPIRES_DAYS) == 0.0


def test_later_edges_and_later_cases_are_not_read() -> None:
    future = edges(("bad", "d1", -2), ("near", "d1", -2))
    assert attention([future], BAD, DAY) == ()
    assert attention([NEAR], Confirmed(BAD.creators, np.array([NOW + 2.0 * DAY_SECONDS])), DAY) == ()


def test_removing_the_links_removes_all_attention() -> None:
    assert attention([edges()], BAD, DAY) == ()
    assert attention([NEAR], BAD, DAY, weights={"devices": 0.0}) == ()


def test_hub_that_every_walk_reaches_is_not_raised() -> None:
    rows = [("bad", "d1", 1), ("near", "d1", 1), ("hub", "d1", 1)]
    rows += [("hub", f"e{n}", 1) for n in range(50)] + [(f"c{n}", f"e{n}", 1) for n in range(50)]
    assert attention([edges(*rows)], BAD, DAY)[0].creator == "near"


@pytest.mark.parametrize("half_life", [10.0, 100.0])
def test_old_edges_count_less(half_life: float) -> None:
    rows = edges(("bad", "d1", 1), ("new", "d1", 1), ("bad", "d2", 200), ("old", "d2", 200))
    assert [each.creator for each in attention([rows], BAD, DAY, half_life_days=half_life)] == ["new", "old"]


@given(st.permutations(range(6)))
def test_order_of_edges_changes_nothing(order: list[int]) -> None:
    rows = np.array(order)
    found = {each.creator: round(each.priority, 9) for each in attention([NEAR.only(rows)], BAD, DAY)}
    assert found == {each.creator: round(each.priority, 9) for each in attention([NEAR], BAD, DAY)}
