"""Creators whose values are rare in several variables at once. Such a score is no risk: it only opens an investigation.

The score adds up, over the variables, the negative logarithm of the share of creators with as high a value, or as low a
one for a variable that is skewed to the left: ECOD (Li et al., 2022)."""

import numpy as np
from numpy.typing import NDArray

from domain.base import FrozenModel
from insights.strategies.subjects import Subjects
from insights.strategies.variables import mined_variables

REASONS = 3
MIN_CREATORS = 50
Floats = NDArray[np.float64]


class Investigation(FrozenModel):
    """A creator for a person to look at. `action` is always queue: a score of rarity says nothing of violations."""

    creator_id: str
    score: float
    reasons: tuple[str, ...]
    action: str = "queue"


def investigations(subjects: Subjects, number: int) -> tuple[Investigation, ...]:
    """The creators with the highest scores of a day; none where fewer than MIN_CREATORS are compared."""
    if subjects.size < MIN_CREATORS or not number:
        return ()
    names = mined_variables(post=False)
    values = np.column_stack([subjects.values[name].astype(np.float64) for name in names])
    rarity = np.column_stack([_rarity(values[:, place]) for place in range(len(names))])
    scores = rarity.sum(axis=1)
    order = np.lexsort((subjects.creator_id.astype(str), -scores))[:number]
    return tuple(
        Investigation(
            creator_id=str(subjects.creator_id[place]),
            score=round(float(scores[place]), 2),
            reasons=_reasons(names, values[place], rarity[place]),
        )
        for place in order.tolist()
    )


def _rarity(values: Floats) -> Floats:
    """0 where nothing was measured."""
    known = ~np.isnan(values)
    result = np.zeros(len(values))
    found = values[known]
    if len(found) < MIN_CREATORS or np.ptp(found) == 0:
        return result
    ordered = np.sort(found)
    as_high = 1 - np.searchsorted(ordered, found, "left") / len(found)
    as_low = np.searchsorted(ordered, found, "right") / len(found)
    skew = float(((found - found.mean()) ** 3).mean())
    result[known] = -np.log(as_high if skew >= 0 else as_low)
    return result


def _reasons(names: list[str], values: Floats, rarity: Floats) -> tuple[str, ...]:
    order = np.argsort(-rarity, kind="stable")[:REASONS]
    return tuple(
        f"{names[place]} is {values[place]:.3g}: {np.exp(-rarity[place]):.1%} of creators are as far out"
        for place in order.tolist()
        if rarity[place] > 0
    )
