"""Whether the enforcement action and the points are the labelled ones."""

from eval.scorers.score import Score, ScorerInput, binary_score, not_scored

NAME = "consequence"


def consequence(scored: ScorerInput) -> Score:
    gold = scored.labelled.gold.consequence
    if gold is None:
        return not_scored(NAME, "no consequence is labelled")
    if scored.decision is None:
        return binary_score(NAME, False, "there was an error")
    recommended = scored.decision.consequence
    correct = (recommended.action, recommended.points_case, recommended.points_total) == (
        gold.action,
        gold.points,
        gold.total,
    )
    action = recommended.action.label if recommended.action is not None else "none"
    reason = f"{action} at {recommended.points_total} points, labelled {gold.action.label} at {gold.total} points"
    return binary_score(NAME, correct, reason)
