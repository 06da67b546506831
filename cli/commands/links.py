"""`clausewise links`: accounts that act together, for a person to look at."""

from datetime import date
from typing import Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, parse_day

Day = Annotated[
    date | None,
    typer.Option(parser=parse_day, metavar="DAY", help="Read nothing later than this day; by default the last one."),
]
AppealDays = Annotated[
    int, typer.Option(min=0, max=365, metavar="DAYS", help="How long creators can appeal; younger decisions wait.")
]


def find(as_of: Day = None, appeal_days: AppealDays = 30, as_json: AsJson = False) -> None:
    """Search likes, devices, payouts, products and copies for groups of accounts, and store them for assessments.

    Groups and the nearness to confirmed cases order reviews. They are no violation, and no letter names them.
    """
    with report_errors():
        from agent.open_warehouse import day_to_read, open_warehouse
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines, progress
        from cli.views.link_view import link_values, print_links
        from signals.links.daily import find_links
        from signals.links.stored import store_links

        with open_warehouse(read_settings()) as warehouse:
            day = day_to_read(warehouse.engine, as_of)
            with progress("Searching"):
                report, near = find_links(warehouse.engine, day, appeal_days)
            store_links(warehouse.engine, day, report, near)
        if as_json:
            echo_json_lines([link_values(report, near, day)])
        else:
            print_links(report, near, day)


def upcoming(as_of: Day = None, as_json: AsJson = False) -> None:
    """Show creators of other markets that share devices, payouts or content with a group, for a person to look at.

    It reads the newest search. How often such creators joined is measured on a search of 30 days or more before.
    """
    with report_errors():
        from agent.open_warehouse import day_to_read, open_warehouse
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines
        from cli.views.link_view import print_spread, spread_values
        from signals.links.spread import find_spread

        with open_warehouse(read_settings(), read_only=True) as warehouse:
            spread = find_spread(warehouse.engine, day_to_read(warehouse.engine, as_of))
        if as_json:
            echo_json_lines([spread_values(spread)])
        else:
            print_spread(spread)
