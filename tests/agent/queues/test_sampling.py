"""Draws follow from ids: the same each time, near the share, and independent of each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.queues.sampling import is_drawn, is_drawn_for_a_clause, uncertainty

IDS = [f"dec_{number}" for number in range(4_000)]


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_share_of_the_ids_is_drawn(share: float) -> None:
    drawn = sum(is_drawn(one, "sample-0", share) for one in IDS)
    assert abs(drawn / len(IDS) - share) < 0.03  # four standard deviations at one half


@given(st.text(), st.text(), st.floats(0, 1))
def test_all_none_and_the_same_each_time(decision_id: str, name: str, share: float) -> None:
    assert is_drawn(decision_id, name, 1)
    assert not is_drawn(decision_id, name, 0)
    assert is_drawn(decision_id, name, share) == is_drawn(decision_id, name, share)


def test_draws_of_two_names_are_independent() -> None:
    both = sum(is_drawn(one, "sample-0", 0.5) and is_drawn(one, "sample-1", 0.5) for one in IDS)
    assert abs(both / len(IDS) - 0.25) < 0.03


def test_each_clause_is_drawn_for_itself() -> None:
    of_two = sum(is_drawn_for_a_clause(one, "sample-0", 0.5, ["A-1", "B-2"]) for one in IDS)
    assert abs(of_two / len(IDS) - 0.75) < 0.03
    assert not is_drawn_for_a_clause("dec_1", "sample-0", 1, [])


@pytest.mark.parametrize(("probability", "expected"), [(None, 1), (0.5, 1), (0, 0), (1, 0), (0.75, 0.5), (0.25, 0.5)])
def test_uncertainty(probability: float | None, expected: float) -> None:
    assert uncertainty(probability) == expected
