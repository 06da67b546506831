"""Whether the relevant clauses are among the first that were retrieved."""

import math
from collections.abc import Sequence

from domain.evidence import FoundBy
from eval.scorers.score import Score, ScorerInput, binary_score, not_scored

HIT, RECALL, MRR, NDCG = "hit_at_5", "recall_at_5", "mrr", "ndcg_at_10"
HIT_RANK, NDCG_RANK = 5, 10


def scores(scored: ScorerInput) -> tuple[Score, ...]:
    """Of the clauses that retrieval found by content or check, as the evidence lists them."""
    gold = scored.labelled.gold
    relevant = frozenset(gold.violated) | frozenset(gold.clauses)
    if scored.decision is None:
        return _not_scored("there was an error" if relevant else "no clause is labelled")
    ranking = scored.decision.evidence.clauses
    return rank_scores([one.clause_id for one in ranking if one.found_by is not FoundBy.REFERENCE], relevant)


def rank_scores(ranking: Sequence[str], relevant: frozenset[str]) -> tuple[Score, ...]:
    """`ranking` has clause ids, the nearest first. MRR is 1 / rank of the first relevant one (Voorhees 1999). nDCG has
    gain 1, discounted by log2(rank + 1) (Järvelin & Kekäläinen 2002)."""
    if not relevant:
        return _not_scored("no clause is labelled")
    ranks = [rank for rank, name in enumerate(ranking, 1) if name in relevant]
    first = min(ranks, default=0)
    reason = f"first at rank {first}" if first else "not found"
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(relevant), NDCG_RANK) + 1))
    gain = sum(1 / math.log2(rank + 1) for rank in ranks if rank <= NDCG_RANK)
    return (
        binary_score(HIT, 0 < first <= HIT_RANK, reason),
        Score(name=RECALL, value=sum(rank <= HIT_RANK for rank in ranks) / len(relevant), reason=reason),
        Score(name=MRR, value=1 / first if first else 0.0, reason=reason),
        Score(name=NDCG, value=gain / ideal, reason=reason),
    )


def _not_scored(reason: str) -> tuple[Score, ...]:
    return tuple(not_scored(name, reason) for name in (HIT, RECALL, MRR, NDCG))
