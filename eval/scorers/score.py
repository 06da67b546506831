"""A score of a decision: a value between 0 and 1 or none, and the reason."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.base import FrozenModel
from domain.decision import Decision
from eval.dataset.labelled_case import LabelledCase


class Score(FrozenModel):
    """`value` None: there is nothing to score. Such a score is left out of every mean; it is not 0."""

    name: str
    value: float | None
    reason: str


@dataclass(frozen=True)
class ScorerInput:
    """`decision` None: the case failed."""

    labelled: LabelledCase
    decision: Decision | None


Scorer = Callable[[ScorerInput], Score]


def not_scored(name: str, reason: str) -> Score:
    return Score(name=name, value=None, reason=reason)


def binary_score(name: str, value: bool, reason: str) -> Score:
    return Score(name=name, value=float(value), reason=reason)


def ratio_score(name: str, count: int, total: int, what: str) -> Score:
    """Not scored if `total` is 0. `what` is counted, in the plural."""
    if not total:
        return not_scored(name, f"no {what}")
    return Score(name=name, value=count / total, reason=f"{count} of {total} {what}")
