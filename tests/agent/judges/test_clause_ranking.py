"""One clause leads, the others stand behind it, and each is shown where it shows most."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.judges.clause_ranking import Place, spread
from agent.judges.clause_similarity import Likeness

EXAMPLE = ("an example", 0.5)
EVEN = np.zeros(2)


def like(*nearness: float, taught: bool = True) -> Likeness:
    near = np.array(nearness, dtype=np.float32)
    return Likeness(near, np.zeros_like(near), EXAMPLE if taught else None, None)


def test_the_nearest_leads_where_it_is_nearest() -> None:
    places = spread({"A-1": like(0.1, 0.9), "B-1": like(0.4, 0.2)}, {}, EVEN, {})
    assert places["A-1"] == Place(1.0, 1)
    assert places["B-1"].segment == 0
    assert 0 < places["B-1"].share < 1


def test_retrieval_and_the_odds_of_a_line_pull_too() -> None:
    alike = {"A-1": like(0.5, 0.5), "B-1": like(0.5, 0.5)}
    places = spread(alike, {"B-1": 3.0}, np.array([0.0, 4.0]), {})
    assert places["B-1"] == Place(1.0, 1)
    assert places["A-1"].share < 1
    assert places["A-1"].segment == 1


def test_what_was_fitted_decides_where_it_is_known() -> None:
    nearest = {"A-1": like(0.9, 0.9), "B-1": like(0.1, 0.1)}
    places = spread(nearest, {}, EVEN, {"A-1": 0.2, "B-1": 3.0})
    assert places == {"A-1": Place(0.2 / 3.0, 0), "B-1": Place(1.0, 0)}


def test_a_clause_without_examples_does_not_lead_one_that_has_them() -> None:
    places = spread({"A-1": like(0.9, 0.9, taught=False), "B-1": like(0.1, 0.1)}, {}, EVEN, {})
    assert (places["A-1"].share, places["B-1"].share) == (0.0, 1.0)


def test_where_no_clause_has_examples_their_words_must_do() -> None:
    places = spread({"A-1": like(0.2, 0.9, taught=False), "B-1": like(0.1, 0.1, taught=False)}, {}, EVEN, {})
    assert places["A-1"] == Place(1.0, 1)
    assert 0 < places["B-1"].share < 1


@given(st.dictionaries(st.sampled_from("ABCDEF"), st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.booleans())))
def test_shares_are_at_most_one_and_somebody_leads(drawn: dict[str, tuple[float, float, bool]]) -> None:
    likes = {name: like(a, b, taught=taught) for name, (a, b, taught) in drawn.items()}
    places = spread(likes, {}, EVEN, {})
    assert places.keys() == likes.keys()
    assert all(0 <= place.share <= 1 and place.segment in (0, 1) for place in places.values())
    assert max((place.share for place in places.values()), default=1.0) == 1.0
