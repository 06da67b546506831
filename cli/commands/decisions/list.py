"""`clausewise decisions list`: stored decisions in a table, newest first."""

from datetime import UTC, date, datetime, time
from typing import Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJsonLines, OutcomeName, parse_day


def list_decisions(
    creator_id: Annotated[str | None, typer.Option(metavar="ID", help="Only decisions about this creator.")] = None,
    outcome: Annotated[OutcomeName | None, typer.Option(help="Only with this outcome after reviews.")] = None,
    clause_id: Annotated[
        str | None, typer.Option(metavar="ID", help="Only where this clause is violated after reviews.")
    ] = None,
    since: Annotated[
        date | None, typer.Option(parser=parse_day, metavar="DAY", help="Only decisions of this day (UTC) or later.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="The maximum number of decisions.")] = 20,
    as_json: AsJsonLines = False,
) -> None:
    """List the stored decisions, newest first. Outcome and clauses are those after reviews; a star marks these."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines, err, print_table
        from cli.views.decision_view import decision_table, print_interrupted
        from domain.verdict import Outcome

        with open_decision_store(read_settings()) as store:
            print_interrupted(store.in_flight.interrupted())
            summaries = store.list(
                limit,
                creator_id=creator_id,
                outcome=Outcome(outcome) if outcome else None,
                clause_id=clause_id,
                since=datetime.combine(since, time.min, UTC) if since else None,
            )
        if as_json:
            echo_json_lines(summaries)
        elif summaries:
            print_table(decision_table(summaries))
        else:
            err.print("No stored decision matches.")
