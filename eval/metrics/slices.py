"""Metrics of subsets of the cases, and whether false positives differ between kinds of creators."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from domain.verdict import Outcome
from eval.metrics.agreement import confusion_rows, metrics
from eval.report.figures import AttackFlips, Disparity, InjectionSuccess, SliceFigures
from eval.runs.summary_rows import SummaryRow

FACETS = ("tag", "clause", "market", "language", "tier", "channel")
FAIRNESS_FACETS = ("tier", "language")
MIN_EXPECTED_COUNT = 5  # smaller expected counts make the chi-squared test unsound (Cochran 1954)


def slices(rows: Sequence[SummaryRow]) -> dict[str, tuple[SliceFigures, ...]]:
    return {
        facet: tuple(_slice_figures(name, _slice(rows, facet, name)) for name in _slice_names(rows, facet))
        for facet in FACETS
    }


def disparities(rows: Sequence[SummaryRow]) -> tuple[Disparity, ...]:
    return tuple(_disparity(rows, facet) for facet in FAIRNESS_FACETS)


def injection_success(rows: Sequence[SummaryRow]) -> tuple[InjectionSuccess, ...]:
    attempts = [row for row in rows if "injection_succeeded" in row.scores]
    return tuple(
        _injection_success(name, _slice(attempts, "channel", name)) for name in _slice_names(attempts, "channel")
    )


def attack_flips(rows: Sequence[SummaryRow]) -> tuple[AttackFlips, ...]:
    """By channel and style, over the cases with a labelled attack that violate a rule."""
    attacked = [(row.attack, row) for row in rows if row.attack and row.gold.outcome is Outcome.VIOLATION]
    cases = Counter((attack.channel, attack.style) for attack, _ in attacked)
    passed = (attack for attack, row in attacked if row.prediction.outcome is Outcome.NO_VIOLATION)
    flips = Counter((attack.channel, attack.style) for attack in passed)
    return tuple(
        AttackFlips(channel=channel, style=style, cases=count, flips=flips[channel, style])
        for (channel, style), count in sorted(cases.items())
    )


def _injection_success(channel: str, rows: Sequence[SummaryRow]) -> InjectionSuccess:
    rate = float(np.mean([row.scores["injection_succeeded"] for row in rows]))
    return InjectionSuccess(channel=channel, cases=len(rows), success_rate=rate)


def _disparity(rows: Sequence[SummaryRow], facet: str) -> Disparity:
    """A chi-squared test of independence of false positives and slice. Slices with too few cases are left out."""
    from scipy.stats import chi2_contingency

    compliant = [row for row in rows if row.gold.outcome is Outcome.NO_VIOLATION]
    table = {name: _count_false_positives(_slice(compliant, facet, name)) for name in _slice_names(compliant, facet)}
    large = {name: counts for name, counts in table.items() if sum(counts) >= MIN_EXPECTED_COUNT}
    counts = np.array(list(large.values()))
    if len(large) < 2 or not counts.sum(axis=0).all():
        summary = "fewer than two slices with enough compliant cases, or no false positive at all"
        return Disparity(facet=facet, p=None, summary=summary)
    shares = ", ".join(f"{name} {wrong}/{wrong + others}" for name, (wrong, others) in large.items())
    summary = f"false positives among compliant cases: {shares}"
    return Disparity(facet=facet, p=float(chi2_contingency(counts).pvalue), summary=summary)


def _count_false_positives(rows: Sequence[SummaryRow]) -> tuple[int, int]:
    """False positives, and the others."""
    wrong = sum(row.prediction.outcome is Outcome.VIOLATION for row in rows)
    return wrong, len(rows) - wrong


def _slice_names(rows: Sequence[SummaryRow], facet: str) -> list[str]:
    return sorted({name for row in rows for name in row.facets[facet]})


def _slice(rows: Sequence[SummaryRow], facet: str, name: str) -> list[SummaryRow]:
    return [row for row in rows if name in row.facets[facet]]


def _slice_figures(name: str, rows: Sequence[SummaryRow]) -> SliceFigures:
    sums = confusion_rows([row.gold for row in rows], [row.prediction for row in rows]).sum(axis=0)
    values = {key: float(value) for key, value in metrics(sums).items() if not np.isnan(value)}
    return SliceFigures(
        name=name,
        n=len(rows),
        accuracy=values.get("accuracy"),
        kappa=values.get("kappa"),
        exact=values.get("exact_set"),
        missed_violation_rate=values.get("missed_violation_rate"),
        false_positive_rate=values.get("false_positive_rate"),
    )
