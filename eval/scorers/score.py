"""A score: a value between 0 and 1, or none, and the reason for either."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.base import FrozenModel
from domain.decision import Decision
from eval.dataset.labelled_case import LabelledCase


class Score(FrozenModel):
    """`value` None: there is nothing to score; it is left out of every mean, and never 0."""

    name: str
    value: float | None
    reason: str


@dataclass(frozen=True)
class Scored:
    """What a scorer is given. `decision` None: the case could not be decided."""

    labelled: LabelledCase
    decision: Decision | None


Scorer = Callable[[Scored], Score]


def nothing(name: str, why: str) -> Score:
    return Score(name=name, value=None, reason=why)


def yes(name: str, right: bool, why: str) -> Score:
    return Score(name=name, value=float(right), reason=why)


def share(name: str, part: int, whole: int, what: str) -> Score:
    if not whole:
        return nothing(name, f"no {what}")
    return Score(name=name, value=part / whole, reason=f"{part} of {whole} {what}")
