"""The second harm: a creator who broke nothing was told so."""

from domain.verdict import Outcome
from eval.scorers.score import Score, Scored, nothing, yes

NAME = "false_alarm"


def score(scored: Scored) -> Score:
    if scored.labelled.gold.outcome is not Outcome.NO_VIOLATION:
        return nothing(NAME, "no pass is labelled")
    if scored.decision is None:
        return nothing(NAME, "there was an error: nobody was accused")
    said = scored.decision.verdict.outcome
    return yes(NAME, said is Outcome.VIOLATION, f"a pass was called {said}")
