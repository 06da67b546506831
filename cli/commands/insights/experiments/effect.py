"""`clausewise insights experiments effect`: what a change or a threshold did, without an experiment."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.insights.experiments.effects import (
    Settings,
    at_threshold,
    in_file,
    in_warehouse,
    require_one_design,
    show,
)
from cli.commands.insights.experiments.options import Cluster, Confidence, Day, DespiteProblems, Unit
from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson

if TYPE_CHECKING:
    from cli.commands.insights.experiments.effects import Report

Source = Annotated[str, typer.Argument(metavar="SOURCE", help="A CSV file, or the id of a metric of the warehouse.")]
Outcome = Annotated[str, typer.Option(metavar="COLUMN", help="The column of the outcome.")]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="DAY", help="Difference in differences: the first day with the change."),
]
Cutoff = Annotated[
    float | None, typer.Option(metavar="SCORE", help="Discontinuity: from which score on units are treated.")
]
Treated = Annotated[str, typer.Option(metavar="COLUMN", help="1 for units that the change was made for, 0 for others.")]
Markets = Annotated[
    list[str] | None, typer.Option("--market", metavar="CODE", help="Of a metric: a market with the change.")
]
Days = Annotated[
    int, typer.Option(min=4, max=3650, metavar="N", help="Of a metric: days before the change that are read.")
]


def effect(
    source: Source,
    outcome: Outcome = "outcome",
    from_day: From = None,
    cutoff: Cutoff = None,
    treated: Treated = "treated",
    period: Annotated[str, typer.Option("--day", metavar="COLUMN", help="A day or a whole number.")] = "day",
    score: Annotated[str, typer.Option(metavar="COLUMN", help="The score with the threshold.")] = "score",
    unit: Unit = None,
    cluster: Cluster = None,
    denominator: Annotated[str | None, typer.Option(metavar="COLUMN", help="The column to divide by.")] = None,
    bandwidth: Annotated[float | None, typer.Option(help="How far from the threshold to look.")] = None,
    curvature: Annotated[float | None, typer.Option(help="The largest change of slope a point of the score.")] = None,
    market: Markets = None,
    days: Days = 28,
    as_of: Day = None,
    confidence: Confidence = 0.95,
    despite_problems: DespiteProblems = False,
    as_json: AsJson = False,
) -> None:
    """Estimate what a change did from a day on (`--from`), or what a threshold does (`--cutoff`), and try to refute it.

    The effect is not shown, and the exit code is 1, where a check fails: trends before, placebos, manipulated scores.
    """
    with report_errors():
        require_one_design(from_day, cutoff)
        settings = Settings(confidence, despite_problems)
        if cutoff is not None:
            columns = (score, outcome, cluster)
            report: Report = at_threshold(source, columns, (cutoff, bandwidth, curvature), settings)
        elif from_day is not None and Path(source).suffix.lower() == ".csv":
            report = in_file(
                source, (outcome, period, treated, unit or "unit", cluster, denominator), from_day, settings
            )
        else:
            report = in_warehouse(source, from_day or "", market or [], (days, as_of), settings)
        show(report, as_json)
    if report.problems:
        raise typer.Exit(EXIT_FAILURE)
