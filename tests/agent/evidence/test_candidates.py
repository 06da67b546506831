"""Complete items are searched for beside single sentences."""

import numpy as np

from agent.evidence.candidates import rank_together
from agent.evidence.content import item_queries
from agent.judges.base import ContentSegment


def segment(item_id: str, text: str) -> ContentSegment:
    return ContentSegment(item_id, 0, len(text), text)


def test_query_of_an_item_is_the_direction_of_its_sentences() -> None:
    parts = (segment("a", "One."), segment("b", "Two."), segment("a", "Three."))
    vectors = np.array([[1, 0], [0, 1], [0, 1]], dtype=np.float32)
    directions, texts = item_queries(parts, vectors)
    assert texts == ["One. Three.", "Two."]
    assert np.allclose(directions, [[0.5**0.5, 0.5**0.5], [0, 1]])


def test_opposite_sentences_and_no_sentences_give_usable_queries() -> None:
    parts = (segment("a", "One."), segment("a", "Two."))
    opposite, _ = item_queries(parts, np.array([[1, 0], [-1, 0]], dtype=np.float32))
    assert np.isfinite(opposite).all()
    none, texts = item_queries((), np.zeros((0, 2), dtype=np.float32))
    assert (none.shape, texts) == ((0, 2), [])


def test_ranks_add_up_in_units_of_their_spread() -> None:
    """A lead of one spread by items outweighs a smaller one by sentences, whatever the scale."""
    by_sentences = {"x": 3.0, "y": 2.9, "z": 1.0}
    by_items = {"y": 0.9, "x": 0.1, "w": 0.5}
    assert rank_together(by_sentences, by_items)[:2] == ["y", "x"]
    assert sorted(rank_together(by_sentences, by_items)) == ["w", "x", "y", "z"]
    assert rank_together(by_sentences, {}) == ["x", "y", "z"]
    assert rank_together({}, {}) == []


def test_votes_weigh_in_the_same_units_and_a_rule_without_one_keeps_its_place() -> None:
    """`x` leads by similarity and `z` by examples; `new` has none, and stays above what both put below it."""
    by_sentences, by_items = {"x": 3.0, "new": 2.5, "y": 1.0, "z": 0.5}, {"x": 3.0, "new": 2.5, "y": 1.0, "z": 0.5}
    votes = {"x": -1.0, "y": -2.0, "z": 2.0}
    assert rank_together(by_sentences, by_items, [(votes, 1.5)]) == ["new", "z", "x", "y"]
    assert rank_together({}, {}, [(votes, 1.5)]) == ["z", "x", "y"]
    assert rank_together(by_sentences, by_items, [({}, 1.5)]) == ["x", "new", "y", "z"]
