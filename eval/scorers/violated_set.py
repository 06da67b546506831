"""Whether exactly the labelled clauses were judged violated, and how far the two sets overlap."""

from domain.verdict import Outcome
from eval.scorers.score import Score, ScorerInput, binary_score, not_scored

EXACT, JACCARD = "violated_set_exact", "violated_set_jaccard"
NO_LABEL = "no violated clause is labelled"


def exact(scored: ScorerInput) -> Score:
    gold = scored.labelled.gold
    if gold.outcome is not Outcome.VIOLATION or not gold.violated:
        return not_scored(EXACT, NO_LABEL)
    predicted = predicted_violations(scored)
    reason = f"predicted {_join(predicted)}, labelled {_join(frozenset(gold.violated))}"
    return binary_score(EXACT, predicted in gold.accepted_sets, reason)


def jaccard(scored: ScorerInput) -> Score:
    """Common clauses over all clauses of both sets (Jaccard 1912), for the accepted set with the largest overlap."""
    gold = scored.labelled.gold
    if gold.outcome is not Outcome.VIOLATION or not gold.violated:
        return not_scored(JACCARD, NO_LABEL)
    predicted = predicted_violations(scored)
    best = max(_overlap(predicted, accepted) for accepted in gold.accepted_sets)
    return Score(name=JACCARD, value=best, reason=f"predicted {_join(predicted)}")


def predicted_violations(scored: ScorerInput) -> frozenset[str]:
    return frozenset(scored.decision.verdict.violated if scored.decision else ())


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


def _join(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "none"
