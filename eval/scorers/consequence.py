"""Whether the measure and the points are those that the ladder gives."""

from eval.scorers.score import Score, Scored, nothing, yes

NAME = "consequence"


def score(scored: Scored) -> Score:
    gold = scored.labelled.gold.consequence
    if gold is None:
        return nothing(NAME, "no consequence is labelled")
    if scored.decision is None:
        return yes(NAME, False, "there was an error")
    said = scored.decision.consequence
    right = (said.action, said.points_case, said.points_total) == (gold.measure, gold.points, gold.total)
    measure = said.action.word if said.action is not None else "none"
    return yes(NAME, right, f"{measure} at {said.points_total}, and {gold.measure.word} at {gold.total} is right")
