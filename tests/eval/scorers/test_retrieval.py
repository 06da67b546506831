from math import log2

import pytest

from domain.verdict import Outcome
from eval.scorers.retrieval import rank_scores
from tests.eval.scorers.decisions import decision, label, score_values


@pytest.mark.parametrize(
    ("ranking", "hit", "recall", "mrr", "ndcg"),
    [
        ("abxyz", 1, 1 / 1, 1 / 3, 1 / log2(4)),
        ("abcdex", 0, 0, 1 / 6, 1 / log2(7)),
        ("abcdefghijkx", 0, 0, 1 / 12, 0),
        ("abc", 0, 0, 0, 0),
        ("", 0, 0, 0, 0),
    ],
)
def test_one_relevant_clause(ranking: str, hit: float, recall: float, mrr: float, ndcg: float) -> None:
    values = {score.name: score.value for score in rank_scores(tuple(ranking), frozenset("x"))}
    assert values == {"hit_at_5": hit, "recall_at_5": recall, "mrr": mrr, "ndcg_at_10": pytest.approx(ndcg)}


def test_several_relevant_clauses() -> None:
    values = {score.name: score.value for score in rank_scores(tuple("xabcdy"), frozenset("xyz"))}
    ideal = 1 + 1 / log2(3) + 1 / log2(4)
    assert values == {
        "hit_at_5": 1,
        "recall_at_5": 1 / 3,
        "mrr": 1,
        "ndcg_at_10": pytest.approx((1 + 1 / log2(7)) / ideal),
    }


def test_clauses_added_by_reference_are_not_ranked() -> None:
    decided = decision(Outcome.VIOLATION, by_content=["P-2", "P-1"], by_reference=["P-1"])
    assert score_values(label(Outcome.VIOLATION, "P-1"), decided)["mrr"] == 1 / 2
    assert score_values(label(Outcome.NO_VIOLATION), decided)["mrr"] is None
    assert score_values(label(Outcome.VIOLATION, "P-1"), None)["hit_at_5"] is None
