"""Whether the clauses that matter were among the first that retrieval brought."""

import math
from collections.abc import Sequence

from domain.evidence import FoundBy
from eval.scorers.score import Score, Scored, nothing, yes

HIT, RECALL, MRR, NDCG = "hit_at_5", "recall_at_5", "mrr", "ndcg_at_10"
CUT, DEEP = 5, 10


def scores(scored: Scored) -> tuple[Score, ...]:
    """Of what retrieval found by the content alone, as the evidence holds it."""
    gold = scored.labelled.gold
    relevant = frozenset(gold.violated) | frozenset(gold.clauses)
    if scored.decision is None:
        return _none("there was an error" if relevant else "no clause is labelled")
    found = sorted(scored.decision.evidence.clauses, key=lambda one: -one.score)
    return ranked([one.clause_id for one in found if one.found_by is not FoundBy.REFERENCE], relevant)


def ranked(found: Sequence[str], relevant: frozenset[str]) -> tuple[Score, ...]:
    """`found` are clause ids, the nearest first. MRR is 1 / rank of the first relevant one (Voorhees 1999), nDCG with
    gain 1 discounted by log2(rank + 1) (Järvelin & Kekäläinen 2002)."""
    if not relevant:
        return _none("no clause is labelled")
    ranks = [rank for rank, name in enumerate(found, 1) if name in relevant]
    first = min(ranks, default=0)
    told = f"first at rank {first}" if first else "not found"
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(relevant), DEEP) + 1))
    gain = sum(1 / math.log2(rank + 1) for rank in ranks if rank <= DEEP)
    return (
        yes(HIT, 0 < first <= CUT, told),
        Score(name=RECALL, value=sum(rank <= CUT for rank in ranks) / len(relevant), reason=told),
        Score(name=MRR, value=1 / first if first else 0.0, reason=told),
        Score(name=NDCG, value=gain / best, reason=told),
    )


def _none(why: str) -> tuple[Score, ...]:
    return tuple(nothing(name, why) for name in (HIT, RECALL, MRR, NDCG))
