"""`clausewise insights strategies run` and `hits`: the strategies of a day, and the stored hits."""

from typing import Annotated

import typer

from cli.commands.insights.strategies.options import Day, Folder, reading, show, strategies_folder
from cli.errors import report_errors
from cli.input.options import AsJson


def run(folder: Folder = None, day: Day = None, as_json: AsJson = False) -> None:
    """Evaluate the strategies of a day and store each hit once, up to the daily cap. Repeating it adds nothing."""
    with report_errors():
        from agent.open_warehouse import day_to_read, open_warehouse
        from agent.settings import read_settings
        from cli.views.strategies_view import print_run
        from insights.strategies.daily_run import run_strategies
        from insights.strategies.files import read_folder

        settings = read_settings()
        found = read_folder(strategies_folder(settings, folder))
        with open_warehouse(settings) as warehouse:
            report = run_strategies(warehouse, found, day_to_read(warehouse.engine, day))
        show(report, print_run, as_json)


def hits(
    strategy: Annotated[str | None, typer.Argument(metavar="[STRATEGY]", help="Only hits of this strategy.")] = None,
    day: Day = None,
    days: Annotated[int, typer.Option(min=1, metavar="N", help="How many days up to that day.")] = 28,
    as_json: AsJson = False,
) -> None:
    """Show the stored hits: how many, of how many creators, and what was done."""
    with report_errors(), reading(day) as (_, warehouse, last):
        from cli.views.strategies_view import print_hits
        from insights.strategies.stored_hits import stored_hits

        show(stored_hits(warehouse.engine, last - days + 1, last, strategy), print_hits, as_json)
