"""Whether the outcome is the labelled one, and if not, whether it is a missed violation or a false positive."""

from domain.verdict import Outcome
from eval.scorers.score import Score, ScorerInput, binary_score, not_scored

OUTCOME, MISSED_VIOLATION, FALSE_POSITIVE = "outcome", "missed_violation", "false_positive"


def outcome(scored: ScorerInput) -> Score:
    gold = scored.labelled.gold.outcome
    if gold is None:
        return not_scored(OUTCOME, "no outcome is labelled")
    if scored.decision is None:
        return binary_score(OUTCOME, False, f"error, labelled {gold}")
    predicted = scored.decision.verdict.outcome
    return binary_score(OUTCOME, predicted is gold, f"predicted {predicted}, labelled {gold}")


def missed_violation(scored: ScorerInput) -> Score:
    """A violation judged compliant, or not decided because of an error."""
    if scored.labelled.gold.outcome is not Outcome.VIOLATION:
        return not_scored(MISSED_VIOLATION, "no violation is labelled")
    if scored.decision is None:
        return binary_score(MISSED_VIOLATION, True, "error, labelled violation")
    predicted = scored.decision.verdict.outcome
    return binary_score(
        MISSED_VIOLATION, predicted is Outcome.NO_VIOLATION, f"predicted {predicted}, labelled violation"
    )


def false_positive(scored: ScorerInput) -> Score:
    """A compliant case judged a violation. An error accuses no creator and is not scored."""
    if scored.labelled.gold.outcome is not Outcome.NO_VIOLATION:
        return not_scored(FALSE_POSITIVE, "the case is not labelled no_violation")
    if scored.decision is None:
        return not_scored(FALSE_POSITIVE, "there was an error")
    predicted = scored.decision.verdict.outcome
    return binary_score(FALSE_POSITIVE, predicted is Outcome.VIOLATION, f"predicted {predicted}, labelled no_violation")
