"""`clausewise insights strategies list` and `check`: what the files of strategies say, and what is wrong with them."""

from datetime import UTC, date, datetime
from typing import Annotated

import typer

from cli.commands.insights.strategies.options import Folder, show, strategies_folder
from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson, parse_day

OnDay = Annotated[
    date | None, typer.Option("--day", parser=parse_day, metavar="DAY", help="As of this day; by default today.")
]


def list_strategies(
    folder: Folder = None,
    day: OnDay = None,
    variables: Annotated[bool, typer.Option("--variables", help="List the variables of conditions instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """List strategies with owner, state, expiry and condition, or the variables that a condition may read."""
    with report_errors():
        from agent.settings import read_settings
        from cli.views.strategies_view import print_strategies, print_variables
        from insights.strategies.listing import list_folder, list_variables

        if variables:
            show(list_variables(), print_variables, as_json)
        else:
            show(list_folder(strategies_folder(read_settings(), folder), day or _today()), print_strategies, as_json)


def check(folder: Folder = None, day: OnDay = None, as_json: AsJson = False) -> None:
    """Check expiry, variables, types, and that what is about other accounts only queues. Exit with 1 for a problem."""
    with report_errors():
        from agent.settings import read_settings
        from cli.views.strategies_view import print_check
        from insights.strategies.checks import check_files
        from insights.strategies.files import read_folder

        report = check_files(read_folder(strategies_folder(read_settings(), folder)), day or _today())
        show(report, print_check, as_json)
    if report.problems:
        raise typer.Exit(EXIT_FAILURE)


def _today() -> date:
    return datetime.now(UTC).date()
