"""`clausewise insights experiments check`: whether the arms are as large as intended, and nobody is in two."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.commands.insights.experiments.options import (
    AlarmBelow,
    ArmColumn,
    Cluster,
    Day,
    DayColumn,
    Source,
    Split,
    Stratum,
    Unit,
    is_definition,
    require_file_options,
    require_protected,
    split_of,
)
from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson, Policies

if TYPE_CHECKING:
    from insights.experiments.report import CheckReport


def check(
    source: Source,
    split: Split = None,
    arm: ArmColumn = "arm",
    unit: Unit = None,
    cluster: Cluster = None,
    stratum: Stratum = None,
    day: DayColumn = None,
    as_of: Day = None,
    alarm_below: AlarmBelow = 0.001,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Check the assignment: sizes of arms by the intended split, units in two arms, arms that no hash gives.

    Of a definition, without `--as-of`, all assignments are checked, also those of days to come. Exit with 1 if the
    assignment is broken.
    """
    with report_errors():
        from cli.views.console import echo_json
        from cli.views.experiments_view import print_check
        from insights.experiments.checks import check_assignment
        from insights.experiments.csv_rows import CsvColumns, read_csv_rows

        if is_definition(source):
            require_file_options(source, split=split, unit=unit, cluster=cluster, stratum=stratum, day=day)
            report = _of_warehouse(source, as_of, alarm_below, policies)
        else:
            intended = split_of(split)
            rows = read_csv_rows(source, CsvColumns(None, arm, unit, cluster=cluster, stratum=stratum, day=day))
            report = check_assignment(rows, source.stem, intended, alarm_below)
        if as_json:
            echo_json(report.model_dump_json(indent=2))
        else:
            print_check(report)
    if report.problems:
        raise typer.Exit(EXIT_FAILURE)


def _of_warehouse(source: Path, as_of: Day, alarm_below: float, policies: Path | None) -> "CheckReport":
    from agent.open_warehouse import day_to_read, open_warehouse
    from agent.settings import read_settings
    from insights.experiments.checks import check_assignment
    from insights.experiments.definition import read_experiment
    from insights.experiments.warehouse_rows import read_assigned_rows

    experiment = read_experiment(source)
    require_protected(experiment, policies)
    with open_warehouse(read_settings(), read_only=True) as warehouse:
        days = () if as_of is None else (day_to_read(warehouse.engine, as_of),)
        rows = read_assigned_rows(warehouse.engine, experiment, *days)
    return check_assignment(rows, experiment.id, experiment.split, alarm_below)
