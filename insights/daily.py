"""Computes and stores the reports that pages and the API ask for, so that the first look of a day does not wait."""

from collections.abc import Callable, Iterator
from time import perf_counter

from domain.base import FrozenModel
from domain.days import date_of
from domain.errors import InputError
from insights.fairness.grouping import DIMENSIONS
from insights.metrics.registry import MetricFileInvalid
from insights.reader import InsightReader

CAUSES = 8  # metrics of the day's alerts whose causes are computed

Compute = Callable[[], object]


class DailyReports(FrozenModel):
    """Of `day`: the number of reports that are `stored` now, in `seconds`, and why others are not. A report without
    enough data is `missing` and no failure: its page says the same. `failed`: a file of yours has to be corrected."""

    day: str
    stored: int
    seconds: float
    missing: tuple[str, ...]
    failed: tuple[str, ...] = ()


def compute_reports(insights: InsightReader, progress: Callable[[int, int], None] = lambda *_: None) -> DailyReports:
    """Those that are stored already cost nothing. `progress` gets how many are done, of how many."""
    start, missing, failed = perf_counter(), [], []
    wanted = [*reports(insights)]
    for number, (name, compute) in enumerate(wanted):
        progress(number, len(wanted))
        try:
            compute()
        except MetricFileInvalid as error:
            failed.append(f"{name}: {error}")
        except InputError as error:
            missing.append(f"{name}: {error}")
    day = date_of(insights.day).isoformat()
    return DailyReports(
        day=day,
        stored=len(wanted) - len(missing) - len(failed),
        seconds=perf_counter() - start,
        missing=tuple(missing),
        failed=tuple(failed),
    )


def reports(insights: InsightReader) -> Iterator[tuple[str, Compute]]:
    """With the name of its page. Alerts come before the causes of what they name."""
    for live in (None, False, True):
        yield "metrics", lambda one=live: insights.metrics(live=one)  # type: ignore[misc]
    for metric in insights.registry.metrics.values():
        for by in (None, *metric.dimensions):
            name = f"metric {metric.id}{f' by {by}' if by else ''}"
            yield name, lambda one=metric.id, by=by: insights.metric(one, by=by)  # type: ignore[misc]
    yield "alerts", insights.alerts
    for moved in _moved(insights):
        yield f"causes of {moved}", lambda one=moved: insights.root_cause(one)  # type: ignore[misc]
    for dimension in (None, *DIMENSIONS):
        name = f"fairness{f' by {dimension}' if dimension else ''}"
        yield name, lambda one=dimension: insights.fairness(one)  # type: ignore[misc]
    for experiment in insights.experiments():
        yield f"experiment {experiment.id}", lambda one=experiment.id: insights.experiment(one)  # type: ignore[misc]
    yield "exposure", insights.exposure


def _moved(insights: InsightReader) -> list[str]:
    """The metrics of the newest alerts; none where alerts cannot be computed, which their own report says."""
    try:
        alerts = insights.alerts().alerts
    except InputError:
        return []
    return [*dict.fromkeys(alert.metric for alert in alerts)][:CAUSES]
