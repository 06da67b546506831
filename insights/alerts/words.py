"""An alert in plain sentences."""

from collections.abc import Iterator, Sequence
from datetime import date

from insights.alerts.alert import AlertSlice
from insights.causes.own_changes import Explanation
from insights.causes.words import number
from insights.metrics.metric import Metric

NAMED = 3


def alert_words(
    metric: Metric, main: AlertSlice, moment: date, slices: Sequence[AlertSlice], explanations: Sequence[Explanation]
) -> tuple[str, ...]:
    """What moved and since when, where, and which own change fits."""
    return (*_movement(metric, main, moment), *_where(slices), *_own_changes(explanations))


def _movement(metric: Metric, main: AlertSlice, moment: date) -> Iterator[str]:
    where = f" ({main.title})" if main.slice else ""
    expected = number(main.expected, metric.unit)
    if main.kind == "missing_data":
        yield f"{metric.title}{where}: data is missing on {moment}; this is an outage, not a change of behaviour."
        return
    verb = "rose to" if main.direction == "up" else "fell to"
    chance = f"{number(main.low, metric.unit)} to {number(main.high, metric.unit)}"
    days = f"on {main.last_day}" if main.days == 1 else f"over the {main.days} days until {main.last_day}"
    yield f"{metric.title}{where} {verb} {number(main.observed, metric.unit)} {days}."
    yield f"Expected were {expected}, by chance {chance}. It began about {moment}."


def _where(slices: Sequence[AlertSlice]) -> Iterator[str]:
    named = [f"{one.metric} ({one.title})" for one in slices[1 : NAMED + 1]]
    more = len(slices) - 1 - len(named)
    if named:
        yield f"Also moved: {', '.join(named)}{f', and {more} more' if more > 0 else ''}."


def _own_changes(explanations: Sequence[Explanation]) -> Iterator[str]:
    fitting = [one for one in explanations if one.fit != "no"]
    if not fitting:
        yield "No change of ours that is noted near that day explains it."
    for one in fitting:
        yield f"{'Our own change fits' if one.fit == 'fits' else 'Perhaps our own change'}: {one.title}; {one.reason}."
