"""`clausewise insights strategies backtest`, `false-positives` and `threshold`: what past days say."""

from pathlib import Path
from typing import Annotated

import typer

from cli.commands.insights.strategies.options import (
    AppealDays,
    Clause,
    Day,
    First,
    Folder,
    Horizon,
    Step,
    days_since,
    labels_of,
    reading,
    show,
    strategies_folder,
)
from cli.errors import report_errors
from cli.input.options import AsJson


def backtest(
    folder: Folder = None,
    day: Day = None,
    first: First = None,
    horizon: Horizon = 14,
    appeal_days: AppealDays = 30,
    step: Step = 7,
    clause: Clause = None,
    minutes: Annotated[
        float | None, typer.Option(min=0, help="Of a reviewer for one hit; by default the mean of stored reviews.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Replay strategies on past days and compare their hits with what people confirmed later."""
    with report_errors(), reading(day) as (settings, warehouse, last):
        from cli.views.console import progress
        from cli.views.strategy_backtest_view import print_strategy_backtest
        from insights.strategies.replaying import Period, backtest_folder

        labels = labels_of(warehouse, last, horizon, appeal_days, clause)
        with progress("Replaying") as report:
            period = Period(days_since(first), step)
            found = backtest_folder(
                warehouse.engine, strategies_folder(settings, folder), labels, period, minutes, report
            )
        show(found, print_strategy_backtest, as_json)


def false_positives(
    folder: Folder = None,
    day: Day = None,
    first: First = None,
    horizon: Horizon = 14,
    appeal_days: AppealDays = 30,
    step: Step = 7,
    as_json: AsJson = False,
) -> None:
    """Group false positives of strategies and decisions, and name the clause or the strategy to fix, with examples."""
    with report_errors(), reading(day) as (settings, warehouse, last):
        from cli.views.console import progress
        from cli.views.strategy_backtest_view import print_errors
        from insights.strategies.replaying import Period, folder_errors

        labels = labels_of(warehouse, last, horizon, appeal_days, None)
        with progress("Replaying") as report:
            period = Period(days_since(first), step)
            found = folder_errors(warehouse.engine, strategies_folder(settings, folder), labels, period, report)
        show(found, print_errors, as_json)


def threshold(
    score: Annotated[
        str, typer.Argument(metavar="SCORE", help="A variable of creators, or a CSV file: score, label, time, unit.")
    ],
    target: Annotated[float, typer.Option(help="The precision to reach, between 0 and 1.")] = 0.8,
    confidence: Annotated[float, typer.Option(help="How sure to be, between 0 and 1.")] = 0.95,
    split: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="The end of the earlier slice: a day, or a number in the time of the file."),
    ] = None,
    day: Day = None,
    first: First = None,
    horizon: Horizon = 14,
    appeal_days: AppealDays = 30,
    step: Step = 7,
    clause: Clause = None,
    as_json: AsJson = False,
) -> None:
    """Choose a threshold that reaches a precision on earlier days, and report what it gives on later ones.

    There may be no such threshold.
    """
    with report_errors():
        from cli.views.strategies_view import print_threshold
        from insights.strategies.replaying import Period, file_threshold, variable_threshold
        from insights.strategies.threshold_report import Goal

        goal = Goal(target, confidence, split)
        if score.endswith(".csv"):
            show(file_threshold(Path(score), goal), print_threshold, as_json)
            return
        with reading(day) as (_, warehouse, last):
            labels = labels_of(warehouse, last, horizon, appeal_days, clause)
            found = variable_threshold(warehouse.engine, score, labels, Period(days_since(first), step), goal)
        show(found, print_threshold, as_json)
