"""A budget of false alerts a week: the threshold that would have met it in the past."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from domain.base import FrozenModel
from insights.alerts.daily_scores import DailyScores
from insights.estimate import Estimate, bootstrap, unknown
from insights.metrics.rows import Floats

DEFAULT_BUDGET = 3.0  # alerts a week
MIN_THRESHOLD, MAX_THRESHOLD, STEP = 3.5, 15.0, 0.1
WITHOUT_HISTORY = 5.0  # the threshold where less than MIN_WEEKS were scored
MIN_WEEKS = 3
USUAL_TAIL = 0.975  # of the scores of a metric in the past: where they exceed USUAL_SCORE, they are scaled down to it
USUAL_SCORE = 2.6  # of normal noise, the largest of three windows
DISCOVERIES = 0.1  # the share of false ones among the slices that are listed with an alert
MIN_DISCOVERY = 2.5  # standard deviations of a slice that is listed
Openings = Callable[[float], Sequence[int]]  # the days (places) on which alerts open, for a threshold


class Budget(FrozenModel):
    """`threshold` is in standard deviations. `past` is how many alerts a week it would have given in the past, which
    may have had real ones, with the interval of resampled weeks."""

    alerts_a_week: float
    threshold: float
    past: Estimate
    note: str = ""


def tail_scale(scores: DailyScores, until: int) -> float:
    """What the scores of a metric are divided by: above 1 if its past had heavier tails than normal noise. `until` is
    the place after the last day that counts as past."""
    past = np.abs(scores.score[:, :until])
    known = past[past > 0]
    if len(known) < 100:
        return 1.0
    return max(float(np.quantile(known, USUAL_TAIL)) / USUAL_SCORE, 1.0)


def choose_threshold(openings: Openings, first: int, until: int, budget: float) -> Budget:
    """The smallest threshold whose alerts on the days from `first` to before `until` fit into the budget. It is never
    below 3.5: a budget is no target."""
    weeks = (until - first) / 7
    if weeks < MIN_WEEKS:
        note = f"less than {MIN_WEEKS} weeks could be scored: the threshold is not estimated"
        return Budget(alerts_a_week=budget, threshold=WITHOUT_HISTORY, past=unknown(note), note=note)
    for threshold in np.arange(MIN_THRESHOLD, MAX_THRESHOLD, STEP).tolist():
        opened = [day for day in openings(threshold) if first <= day < until]
        if len(opened) <= budget * weeks:
            return Budget(alerts_a_week=budget, threshold=round(threshold, 1), past=_resampled(opened, first, until))
    note = "the past had so many movements that no threshold fits the budget: the largest is used"
    return Budget(alerts_a_week=budget, threshold=MAX_THRESHOLD, past=unknown(note), note=note)


def discoveries(scores: Floats, past: Floats) -> NDArray[np.bool_]:
    """Which scores of a day stand out among all slices, with at most a tenth of false ones expected (Benjamini and
    Hochberg, 1995). The chance of a score is its place among the scores of the past."""
    size = np.abs(scores)
    known = np.sort(np.abs(past[past != 0]))
    chance = (1 + len(known) - np.searchsorted(known, size, side="left")) / (1 + len(known))
    chance = np.where(size > 0, chance, 1.0)
    order = np.argsort(chance, kind="stable")
    passed = np.flatnonzero(chance[order] <= DISCOVERIES * np.arange(1, len(chance) + 1) / len(chance))
    found = np.zeros(len(chance), bool)
    if len(passed):
        found[order[: passed[-1] + 1]] = True
    return found & (size >= MIN_DISCOVERY)


def _resampled(opened: Sequence[int], first: int, until: int) -> Estimate:
    """Weeks are drawn whole, because alerts of one week hang together."""
    weeks = (until - first) // 7
    counts = np.bincount([min((day - first) // 7, weeks - 1) for day in opened], minlength=weeks).astype(np.float64)
    return bootstrap(lambda places: float(counts[places].mean()), weeks, np.random.default_rng(1))
