"""`clausewise education report`: whether creators repeat a violation after an education message."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors

if TYPE_CHECKING:
    from store.recidivism import Recidivism


def report(
    days: Annotated[int, typer.Option(min=1, help="The days after a message in which a violation is a repeat.")] = 30,
) -> None:
    """Show per clause how many creators repeated the violation after an education message."""
    with report_errors():
        from datetime import UTC, datetime

        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import err, out, print_table, table
        from store.recidivism import recidivism

        with open_decision_store(read_settings()) as store:
            clauses = recidivism(store.database, days, datetime.now(UTC))
        if not clauses:
            err.print(f"No message was delivered {days} or more days ago.")
            return
        print_table(table(("Clause", "Messages", f"Repeats within {days} days", "Share"), map(_cells, clauses)))
        out.print("\nRepeats after a message. There is no group without messages to compare with.")


def _cells(clause: "Recidivism") -> tuple[str, ...]:
    share = f"{clause.repeated / clause.notified:.0%}"
    return clause.clause_id, str(clause.notified), str(clause.repeated), share
