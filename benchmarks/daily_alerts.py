"""Alerts on daily metrics, on invented ones: `python -m benchmarks.daily_alerts`.

Twenty metrics of thirteen series (everything, and twelve slices of 300 cases a day; rate 5%, doubled on one day of the
week; day-to-day noise beyond the binomial). The threshold is chosen on 83 days. On the last seven days it counts alerts
without any incident, and whether one slice whose rate was multiplied for five days is named. Invented data shows that
the budget works as stated, and nothing about real metrics, which have incidents in their past."""

import time
from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.table import Table

from insights.alerts.budget import choose_threshold, tail_scale
from insights.alerts.daily_scores import score_days
from insights.alerts.incidents import MetricScores, incidents, openings
from insights.alerts.report import FIRST_SCORED
from insights.alerts.series import SeriesSet
from insights.estimate import clopper_pearson
from insights.metrics.registry import read_registry

DAYS, UNTIL, MOVED = 90, 83, range(84, 89)
METRICS, SLICES, CASES, RATE = 20, 12, 300, 0.05
WORLDS = 10
BUDGETS = (1.0, 3.0, 10.0)
FACTORS = (1.5, 2.0, 3.0)


def main() -> None:
    console, start = Console(), time.perf_counter()
    worlds = [_world(seed, 1.0) for seed in range(WORLDS)]
    seconds = (time.perf_counter() - start) / WORLDS
    moved = {factor: [_world(seed, factor) for seed in range(WORLDS)] for factor in FACTORS}
    shown = Table(
        "budget", "threshold", "alerts in the last week", *(f"named, rate x {factor:g}" for factor in FACTORS)
    )
    shown.title = f"{METRICS} invented metrics, {WORLDS} times"
    for budget in BUDGETS:
        thresholds = [_threshold(world, budget) for world in worlds]
        alerts = [
            sum(day >= UNTIL for day in openings(world, one)) for world, one in zip(worlds, thresholds, strict=True)
        ]
        named = [
            sum(_named(world, one) for world, one in zip(moved[factor], thresholds, strict=True)) for factor in FACTORS
        ]
        shares = [clopper_pearson(count, WORLDS * METRICS) for count in named]
        cells = [f"{share.value:.2f} ({share.low:.2f} to {share.high:.2f})" for share in shares]
        shown.add_row(f"{budget:g}", f"{np.mean(thresholds):.1f}", f"{np.mean(alerts):.1f}", *cells)
    console.print(shown)
    console.print(f"{METRICS * (SLICES + 1)} series of {DAYS} days scored in {seconds:.1f} s")


def _world(seed: int, factor: float) -> list[MetricScores]:
    """In each metric, the rate of the first slice is multiplied on the days MOVED."""
    random = np.random.default_rng(seed)
    metrics = []
    for _ in range(METRICS):
        chance = np.where(np.arange(DAYS) % 7 == 2, 2 * RATE, RATE) * random.lognormal(0, 0.1, (SLICES, DAYS))
        chance[0, MOVED.start : MOVED.stop] *= factor
        slices = random.binomial(CASES, np.minimum(chance, 1)).astype(np.float64)
        numerator = np.vstack([slices.sum(axis=0), slices])
        cases = np.full(numerator.shape, float(CASES))
        cases[0] *= SLICES
        scores = score_days(SeriesSet(METRIC, 0, NAMES, numerator, cases))
        metrics.append(MetricScores(scores, tail_scale(scores, UNTIL)))
    return metrics


def _threshold(world: Sequence[MetricScores], budget: float) -> float:
    return choose_threshold(lambda one: openings(world, one), FIRST_SCORED, UNTIL, budget).threshold


def _named(world: Sequence[MetricScores], threshold: float) -> int:
    """In how many metrics the moved slice is in an incident of the moved days."""
    found = {
        episode.metric
        for group in incidents(world, threshold)
        for episode in group
        if 1 in episode.series and episode.last >= MOVED.start and episode.first < MOVED.stop
    }
    return len(found)


METRIC = read_registry().metric("violation_rate_of_decisions")
MARKETS: list[dict[str, str | None]] = [{"market": f"m{one}"} for one in range(SLICES)]
NAMES = ({}, *MARKETS)

if __name__ == "__main__":
    main()
