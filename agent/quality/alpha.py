"""Krippendorff's alpha of answers yes or no, with its interval."""

from collections.abc import Mapping, Sequence

import numpy as np

from agent.quality.bootstrap import Array, Estimate, bootstrap


def alpha(answers: Sequence[Sequence[bool]]) -> Estimate:
    """Alpha (Krippendorff 2004) of nominal answers: for each case, the answers of its reviewers. Its 95% interval is as
    if other cases had been drawn. None where nobody answered with another, or all answers are equal."""
    rows = np.array([_row(case) for case in answers if len(case) > 1], dtype=float)
    if not len(rows):
        return Estimate(None, None, None)
    return bootstrap(rows, np.arange(len(rows)), _alpha)["alpha"]


def _row(case: Sequence[bool]) -> tuple[float, int, int]:
    """The disagreeing pairs of a case, each answer counted once; its answers yes, and all."""
    yes, number = sum(case), len(case)
    return 2 * yes * (number - yes) / (number - 1), yes, number


def _alpha(sums: Array) -> Mapping[str, Array]:
    """Observed disagreement in proportion to that of answers shuffled over all cases."""
    differing, yes, number = sums[..., 0], sums[..., 1], sums[..., 2]
    with np.errstate(invalid="ignore", divide="ignore"):
        found = 1 - (number - 1) * differing / (2 * yes * (number - yes))
    return {"alpha": np.where((yes > 0) & (yes < number), found, np.nan)}
