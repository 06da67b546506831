"""From a folder of strategies, or a score, to a report: backtest, false positives, threshold."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from insights.strategies.backtest import backtest
from insights.strategies.checks import require_valid
from insights.strategies.decision_errors import judged_decisions
from insights.strategies.false_positives import ErrorReport, error_report, judged_hits
from insights.strategies.labels import LabelReader, read_audit, replay_days
from insights.strategies.replay import Replay, Report, replay
from insights.strategies.report import BacktestReport
from insights.strategies.threshold_report import (
    Goal,
    ThresholdReport,
    read_scored_rows,
    report_threshold,
    split_day,
    variable_rows,
)
from insights.strategies.workload import read_review_cost
from warehouse.engines.base import Engine
from warehouse.errors import NothingComputed

FULL_WINDOW = 27  # days before the first one whose features see 28 days


@dataclass(frozen=True)
class Period:
    """`first_day`: days since 1970-01-01; None: the first with full windows. `step`: days between looks at creators."""

    first_day: int | None = None
    step: int = 7

    def days(self, engine: Engine, labels: LabelReader) -> tuple[int, ...]:
        """Raises InputError if no day is left."""
        first = first_full_day(engine) if self.first_day is None else self.first_day
        return replay_days(first, labels.known_day, labels.known_day, labels.horizon, self.step)


def first_full_day(engine: Engine) -> int:
    """The first computed day whose features see 28 days. Raises NothingComputed."""
    ((day,),) = engine.rows("SELECT MIN(day) FROM job_days")
    if day is None:
        raise NothingComputed("the daily jobs have computed nothing yet: run clausewise warehouse run")
    return int(day) + FULL_WINDOW


def backtest_folder(
    engine: Engine,
    folder: Path,
    labels: LabelReader,
    period: Period,
    minutes: float | None = None,
    report: Report = lambda done, total: None,
) -> BacktestReport:
    """Raises InputError for a strategy with a problem, or if nothing can be replayed."""
    replays = _replays(engine, folder, labels, period, report)
    return backtest(replays, labels.known_day, read_review_cost(engine, labels.known_day, minutes))


def folder_errors(
    engine: Engine,
    folder: Path,
    labels: LabelReader,
    period: Period,
    report: Report = lambda done, total: None,
) -> ErrorReport:
    """The same replay, and all decisions since the first day of the period."""
    replays = _replays(engine, folder, labels, period, report)
    decisions = judged_decisions(engine, labels, period.first_day or 0)
    return error_report([decisions, *(judged_hits(one, its) for one in replays for its in one.strategies)])


def _replays(engine: Engine, folder: Path, labels: LabelReader, period: Period, report: Report) -> Sequence[Replay]:
    strategies = require_valid(folder)
    days = period.days(engine, labels)
    return replay(engine, strategies, days, labels, read_audit(engine, labels.known_day), report)


def variable_threshold(engine: Engine, name: str, labels: LabelReader, period: Period, goal: Goal) -> ThresholdReport:
    """For a declared number of creators. The labels of the earlier days end before the later days begin."""
    days = period.days(engine, labels)
    split = float(days[len(days) // 2]) if goal.split is None else float(split_day(goal.split))
    rows = variable_rows(engine, name, days, labels)
    apart = (rows.time <= split - labels.horizon) | (rows.time > split)
    return report_threshold(rows.part(apart), split, goal, name, variable=True)


def file_threshold(path: Path, goal: Goal) -> ThresholdReport:
    """For a CSV file. By default its first half, by time, is the earlier slice."""
    rows = read_scored_rows(path)
    split = float(np.median(rows.time)) if goal.split is None and len(rows.time) else _number(goal.split)
    return report_threshold(rows, split, goal, path.name, variable=False)


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return float(split_day(text or ""))
