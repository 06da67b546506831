"""The first harm: a violation that was passed, or that nobody could decide for an error."""

from domain.verdict import Outcome
from eval.scorers.score import Score, Scored, nothing, yes

NAME = "missed_violation"


def score(scored: Scored) -> Score:
    if scored.labelled.gold.outcome is not Outcome.VIOLATION:
        return nothing(NAME, "no violation is labelled")
    if scored.decision is None:
        return yes(NAME, True, "there was an error")
    said = scored.decision.verdict.outcome
    return yes(NAME, said is Outcome.NO_VIOLATION, f"a violation was called {said}")
