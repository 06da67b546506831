"""`clausewise insights experiments analyse`: what a treatment did, with intervals that hold."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.insights.experiments.analysing import (
    Reading,
    analyse_file,
    analyse_warehouse,
    file_columns,
    with_before,
)
from cli.commands.insights.experiments.options import (
    AlarmBelow,
    ArmColumn,
    Cluster,
    Confidence,
    Day,
    DayColumn,
    DespiteProblems,
    Source,
    Split,
    Stratum,
    Unit,
    is_definition,
    require_file_options,
)
from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson

if TYPE_CHECKING:
    from insights.experiments.report import ExperimentReport

Outcome = Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of the outcome; `outcome` by default.")]
Control = Annotated[str | None, typer.Option(metavar="ARM", help="The arm to compare with; by default the first.")]
Denominator = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="The metric is a ratio: its column to divide by.")
]
Covariates = Annotated[
    list[str] | None,
    typer.Option("--covariate", metavar="COLUMN", help="From before the start, to narrow intervals (CUPED)."),
]
CovariateDenominator = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="The column to divide covariates by, from before the start too.")
]
Guardrails = Annotated[
    list[str] | None,
    typer.Option(
        "--guardrail",
        metavar="COLUMN=MARGIN",
        help="Must not rise by more than the margin, or fall by more than it if it is negative.",
    ),
]
Features = Annotated[
    list[str] | None,
    typer.Option("--feature", metavar="COLUMN", help="From before the start: for whom does the treatment work?"),
]
Running = Annotated[bool, typer.Option("--running", help="The planned end of the file is still to come.")]
Planned = Annotated[
    int | None,
    typer.Option(min=1, metavar="UNITS", help="Where the any-time interval is narrowest; choose it before the start."),
]


def analyse(
    source: Source,
    split: Split = None,
    outcome: Outcome = None,
    arm: ArmColumn = "arm",
    unit: Unit = None,
    control: Control = None,
    denominator: Denominator = None,
    covariate: Covariates = None,
    covariate_denominator: CovariateDenominator = None,
    cluster: Cluster = None,
    stratum: Stratum = None,
    day: DayColumn = None,
    guardrail: Guardrails = None,
    feature: Features = None,
    as_of: Day = None,
    planned: Planned = None,
    confidence: Confidence = 0.95,
    alarm_below: AlarmBelow = 0.001,
    running: Running = False,
    despite_problems: DespiteProblems = False,
    as_json: AsJson = False,
) -> None:
    """Compare the arms of an experiment. The effect is not shown, and the exit code is 1, if the assignment is broken.

    Two intervals are shown: one that holds at the planned end, and one that holds at every look.
    """
    with report_errors():
        reading = Reading(confidence, alarm_below, planned, not running, despite_problems)
        if is_definition(source):
            require_file_options(source, split=split, outcome=outcome, unit=unit, control=control, guardrail=guardrail)
            report = analyse_warehouse(source, as_of, reading)
        else:
            columns = file_columns(outcome, arm, unit, denominator, cluster, stratum, day)
            columns = with_before(columns, covariate, covariate_denominator, feature)
            report = analyse_file(source, columns, split, control, guardrail, reading)
        _show(report, as_json)
    if report.problems:
        raise typer.Exit(EXIT_FAILURE)


def _show(report: "ExperimentReport", as_json: bool) -> None:
    from cli.views.console import echo_json
    from cli.views.experiments_view import print_experiment

    if as_json:
        echo_json(report.model_dump_json(indent=2))
    else:
        print_experiment(report)
