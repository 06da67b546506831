"""The figures of parts of the cases, and whether creators of different kinds are wrongly accused alike."""

from collections.abc import Sequence

import numpy as np

from domain.verdict import Outcome
from eval.metrics.confusion import measures, tally
from eval.report.figures import ChannelFlips, Disparity, SliceFigures
from eval.runs.summary_row import Row

FACETS = ("tag", "clause", "market", "language", "tier", "channel")
FAIR = ("tier", "language")
FEWEST = 5  # expected counts below it make the chi-squared test unsound (Cochran 1954)


def slices(rows: Sequence[Row]) -> dict[str, tuple[SliceFigures, ...]]:
    return {facet: tuple(_of(name, _in(rows, facet, name)) for name in _names(rows, facet)) for facet in FACETS}


def disparities(rows: Sequence[Row]) -> tuple[Disparity, ...]:
    return tuple(_disparity(rows, facet) for facet in FAIR)


def injections(rows: Sequence[Row]) -> tuple[ChannelFlips, ...]:
    tried = [row for row in rows if "injection_flipped" in row.scores]
    return tuple(_flips(name, _in(tried, "channel", name)) for name in _names(tried, "channel"))


def _flips(channel: str, rows: Sequence[Row]) -> ChannelFlips:
    rate = float(np.mean([row.scores["injection_flipped"] for row in rows]))
    return ChannelFlips(channel=channel, cases=len(rows), flip_rate=rate)


def _disparity(rows: Sequence[Row], facet: str) -> Disparity:
    """A chi-squared test of independence over false alarms of passes, slice by slice; a slice too small for it is left
    out."""
    from scipy.stats import chi2_contingency  # type: ignore[import-untyped]

    passes = [row for row in rows if row.gold.outcome is Outcome.NO_VIOLATION]
    table = {name: _alarms(_in(passes, facet, name)) for name in _names(passes, facet)}
    kept = {name: counts for name, counts in table.items() if sum(counts) >= FEWEST}
    counts = np.array(list(kept.values()))
    if len(kept) < 2 or not counts.sum(axis=0).all():
        return Disparity(facet=facet, p=None, told="fewer than two slices with enough passes, or no false alarm at all")
    told = ", ".join(f"{name} {alarms}/{alarms + others}" for name, (alarms, others) in kept.items())
    return Disparity(facet=facet, p=float(chi2_contingency(counts).pvalue), told=f"false alarms of passes: {told}")


def _alarms(rows: Sequence[Row]) -> tuple[int, int]:
    alarms = sum(row.answer.outcome is Outcome.VIOLATION for row in rows)
    return alarms, len(rows) - alarms


def _names(rows: Sequence[Row], facet: str) -> list[str]:
    return sorted({name for row in rows for name in row.facets[facet]})


def _in(rows: Sequence[Row], facet: str, name: str) -> list[Row]:
    return [row for row in rows if name in row.facets[facet]]


def _of(name: str, rows: Sequence[Row]) -> SliceFigures:
    found = measures(tally([row.gold for row in rows], [row.answer for row in rows]).sum(axis=0))
    known = {key: float(value) for key, value in found.items() if not np.isnan(value)}
    return SliceFigures(
        name=name,
        n=len(rows),
        accuracy=known.get("accuracy"),
        kappa=known.get("kappa"),
        exact=known.get("exact_set"),
        missed_violation=known.get("missed"),
        false_alarm=known.get("false_alarms"),
    )
