"""Checks the covariate before it adjusts anything: what the treatment changed must not adjust its effect."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from insights.experiments.rows import Covariate, OutcomeRows

IMBALANCE_BELOW = 0.001


def prepare_covariates(
    rows: OutcomeRows, metric: str, split: Mapping[str, float]
) -> tuple[OutcomeRows, tuple[str, ...]]:
    """The rows with the covariates' gaps filled by their means, and without a covariate that differs between arms or
    does not vary; with notes that say so."""
    values = rows.metrics[metric]
    found = [_prepare(rows, one, split) for one in values.covariates]
    usable = tuple(one for one, _ in found if one is not None)
    prepared = replace(rows, metrics={**rows.metrics, metric: replace(values, covariates=usable)})
    return prepared, tuple(note for _, note in found if note)


def _prepare(rows: OutcomeRows, one: Covariate, split: Mapping[str, float]) -> tuple[Covariate | None, str]:
    ratio = one.numerator if one.denominator is None else one.numerator + one.denominator
    known = np.isfinite(ratio)
    if known.sum() < 2 or np.ptp(one.numerator[known]) == 0:
        return None, f"the covariate {one.name} does not vary and was left out"
    p_value = _imbalance(rows, one.numerator, known, split)
    if p_value < IMBALANCE_BELOW:
        reason = "it may be from after the start, and was left out"
        return None, f"the covariate {one.name} differs between arms (p = {p_value:.2g}): {reason}"
    if known.all():
        return one, ""
    denominator = None if one.denominator is None else np.where(known, one.denominator, one.denominator[known].mean())
    filled = Covariate(one.name, np.where(known, one.numerator, one.numerator[known].mean()), denominator)
    return filled, f"the covariate {one.name} is missing for {np.count_nonzero(~known):,} units, which get its mean"


def denominator_notes(rows: OutcomeRows, metric: str, split: Mapping[str, float]) -> tuple[str, ...]:
    """Where the treatment changes the denominator of a ratio, the ratio says little of its numerator."""
    denominator = rows.metrics[metric].denominator
    if denominator is None:
        return ()
    p_value = _imbalance(rows, denominator, np.isfinite(denominator), split)
    if p_value >= IMBALANCE_BELOW:
        return ()
    return (f"the denominator itself differs between arms (p = {p_value:.2g}): look at both parts of the ratio",)


def _imbalance(rows: OutcomeRows, covariate: np.ndarray, known: np.ndarray, split: Mapping[str, float]) -> float:
    """The p-value of equal means in all arms (Welch), over clusters where there are some, or that as many units have a
    covariate in each arm, whichever is smaller (times 2)."""
    from scipy.stats import f_oneway

    groups, gaps = [], []
    for arm in split:
        inside = rows.arm == arm
        values = np.where(known, covariate, np.nan)[inside]
        if rows.cluster is not None:
            values = _cluster_means(values, rows.cluster[inside])
        groups.append(values[np.isfinite(values)])
        gaps.append((~known[inside]).astype(float))
    tests = [_p_value(f_oneway, [group for group in groups if len(group) > 1])]
    if not known.all() and rows.cluster is None:
        tests.append(_p_value(f_oneway, [gap for gap in gaps if len(gap) > 1]))
    return min(tests) * len(tests)


def _p_value(test: object, groups: list[np.ndarray]) -> float:
    if len(groups) < 2 or all(np.ptp(group) == 0 for group in groups):
        return 1.0
    spread = [group for group in groups if np.ptp(group) > 0]
    found = test(*groups, equal_var=len(spread) < len(groups))  # type: ignore[operator]
    return float(found.pvalue)


def _cluster_means(values: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    place = np.unique(cluster.astype(str), return_inverse=True)[1]
    known = np.isfinite(values)
    counts = np.bincount(place, known)
    sums = np.bincount(place, np.where(known, values, 0))
    return np.asarray(sums[counts > 0] / counts[counts > 0])
