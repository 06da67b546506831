"""The report of alerts: reads every metric, scores its days, keeps to the budget, and tries own changes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.days import date_of
from domain.errors import InputError
from insights.alerts.alert import AlertReport
from insights.alerts.budget import DEFAULT_BUDGET, choose_threshold, tail_scale
from insights.alerts.building import AlertBuilder
from insights.alerts.daily_scores import DailyScores, score_days
from insights.alerts.expectation import MIN_HISTORY
from insights.alerts.incidents import MetricScores, incidents, openings
from insights.alerts.series import series_set
from insights.causes.own_changes import read_own_changes
from insights.metrics.metric import Metric
from insights.metrics.reading import read_rows
from insights.metrics.registry import MetricFileInvalid, Registry
from warehouse.engines.base import Engine

HISTORY_DAYS = 90  # that are read
DAYS = 7  # of which alerts are shown
FIRST_SCORED = MIN_HISTORY + 7  # the place of the first day that counts for the budget


@dataclass(frozen=True)
class Read:
    """What was read of all metrics: scores, and notes on what could not be scored."""

    metrics: tuple[MetricScores, ...]
    notes: tuple[str, ...]


def alert_report(
    engine: Engine, registry: Registry, day: int, budget: float = DEFAULT_BUDGET, days: int = DAYS
) -> AlertReport:
    """Alerts that were open on the `days` days until `day` (since 1970-01-01), from 90 days of history. `budget` is how
    many alerts a week may come from a past without anything special. Raises InputError for a budget that is not
    positive, and for days that leave no history."""
    if not budget > 0:
        raise InputError("the budget of alerts a week must be above 0")
    if not 1 <= days <= HISTORY_DAYS // 2:
        raise InputError(f"the number of days must be from 1 to {HISTORY_DAYS // 2}")
    read = _read(engine, registry, day, days)
    until = HISTORY_DAYS - days
    chosen = choose_threshold(lambda threshold: openings(read.metrics, threshold), FIRST_SCORED, until, budget)
    first_day = day - HISTORY_DAYS + 1
    groups = [
        group for group in incidents(read.metrics, chosen.threshold) if max(episode.last for episode in group) >= until
    ]
    changes = read_own_changes(engine, first_day, day)
    builder = AlertBuilder(read.metrics, changes, first_day, until)
    alerts = sorted((builder.build(group) for group in groups), key=lambda one: (one.opened, one.score), reverse=True)
    return AlertReport(
        day=date_of(day),
        first_day=date_of(day - days + 1),
        budget=chosen,
        scored=sum(int((one.score != 0).any(axis=1).sum()) for one in read.metrics),
        alerts=tuple(alerts),
        notes=(*((chosen.note,) if chosen.note else ()), *read.notes),
    )


def _read(engine: Engine, registry: Registry, day: int, days: int) -> Read:
    metrics: list[MetricScores] = []
    notes: list[str] = []
    for metric in registry.metrics.values():
        if metric.kind == "audit":
            notes.append(f"{metric.id}: an audit has too few draws a day for alerts; see its interval instead")
            continue
        try:
            scores = _scores(engine, metric, day)
        except MetricFileInvalid as error:
            notes.append(f"{metric.id}: {error}")
            continue
        if scores is None:
            notes.append(f"{metric.id}: no data in {HISTORY_DAYS} days, so no alerts")
            continue
        metrics.append(MetricScores(scores, tail_scale(scores, HISTORY_DAYS - days)))
        notes += _notes(metric, scores, day)
    return Read(tuple(metrics), tuple(notes))


def _scores(engine: Engine, metric: Metric, day: int) -> DailyScores | None:
    """The days that are not complete yet have no scores."""
    first = day - HISTORY_DAYS + 1
    rows = read_rows(engine, metric, first, day)
    if not rows.size:
        return None
    waiting = metric.complete_after_days
    return score_days(series_set(metric, rows, first, day), waiting if waiting else None)


def _notes(metric: Metric, scores: DailyScores, day: int) -> list[str]:
    notes = []
    if scores.late and not metric.complete_after_days:
        last = ", ".join(str(date_of(day - back)) for back in reversed(range(scores.late)))
        notes.append(f"{metric.id}: the data of {last} is late or missing everywhere, so these days have no alerts")
    if not np.any(scores.score):
        notes.append(f"{metric.id}: too few cases, or too short a history, in every slice, so no alerts")
    return notes


def sent_since(report: AlertReport, known: Sequence[str]) -> tuple[str, ...]:
    """The ids of alerts that were not sent before."""
    return tuple(alert.alert_id for alert in report.alerts if alert.alert_id not in known)
