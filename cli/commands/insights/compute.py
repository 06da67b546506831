"""`clausewise insights compute`: stores the reports of a day, so that nobody waits for them."""

from datetime import date
from typing import Annotated

import typer

from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson, parse_day

Day = Annotated[
    date | None,
    typer.Option("--day", parser=parse_day, metavar="DAY", help="Read nothing later than this day; default: the last."),
]


def compute(as_of: Day = None, as_json: AsJson = False) -> None:
    """Compute the reports that the pages and the API show, and store them. Run it after `warehouse run`, once a day.

    Without it, the first person who opens a page waits for its report. Exits with 1 where a report failed, and with 0
    where only data is missing.
    """
    with report_errors():
        from agent.settings import read_settings
        from cli.views.console import count, echo_json, err, print_line, progress
        from insights.daily import compute_reports
        from insights.reader import open_insights

        with open_insights(read_settings(), as_of) as insights, progress("Computing") as report:
            found = compute_reports(insights, report)
        if as_json:
            echo_json(found.model_dump_json(indent=2))
        else:
            for reason in (*found.missing, *found.failed):
                print_line(f"Not computed: {reason}", err)
            print_line(f"{count(found.stored, 'report')} of {found.day} are stored, after {found.seconds:.1f} s.")
        if found.failed:
            raise typer.Exit(EXIT_FAILURE)
