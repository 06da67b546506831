"""`clausewise insights experiments assign`: which unit gets which arm."""

from pathlib import Path
from typing import Annotated

import typer

from cli.commands.insights.experiments.options import Definition, require_protected
from cli.errors import report_errors
from cli.input.options import AsJsonLines, Policies


def assign(
    definition: Definition,
    units: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="Assign the units of this file: unit, and stratum or cluster."),
    ] = None,
    policies: Policies = None,
    as_json: AsJsonLines = False,
) -> None:
    """Assign the creators who joined before the start, as CSV for the table `assignments`.

    Of a switchback, print the schedule: each market, from when to when, and the arm. The same file gives the same arms.
    """
    with report_errors():
        from cli.views.console import echo_json_lines
        from cli.views.experiments_view import print_assignments
        from insights.experiments.assigning import assign_file, assign_warehouse
        from insights.experiments.definition import read_experiment

        experiment = read_experiment(definition)
        require_protected(experiment, policies)
        if units is not None:
            header, rows = assign_file(experiment, units)
        else:
            from agent.open_warehouse import open_warehouse
            from agent.settings import read_settings

            with open_warehouse(read_settings(), read_only=True) as warehouse:
                header, rows = assign_warehouse(experiment, warehouse.engine)
        if as_json:
            echo_json_lines(dict(zip(header, row, strict=True)) for row in rows)
        else:
            print_assignments(header, rows)
