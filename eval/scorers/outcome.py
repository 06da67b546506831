"""Whether the outcome is the label's."""

from eval.scorers.score import Score, Scored, nothing, yes

NAME = "outcome"


def score(scored: Scored) -> Score:
    gold = scored.labelled.gold.outcome
    if gold is None:
        return nothing(NAME, "no outcome is labelled")
    if scored.decision is None:
        return yes(NAME, False, f"{gold} is right, and there was an error")
    said = scored.decision.verdict.outcome
    return yes(NAME, said is gold, f"{said}, and {gold} is right")
