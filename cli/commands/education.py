"""`clausewise education`: whether creators repeat a violation after an education message, and delivery again."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, AsJsonLines

if TYPE_CHECKING:
    from store.recidivism import Recidivism

ACTOR = "command line"


def report(
    days: Annotated[
        int, typer.Option(min=1, max=3650, help="The days after a message in which a violation is a repeat.")
    ] = 30,
    as_json: AsJsonLines = False,
) -> None:
    """Show per clause how many creators repeated the violation after an education message."""
    with report_errors():
        from datetime import UTC, datetime

        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines, err, out, print_table, table
        from store.recidivism import recidivism

        with open_decision_store(read_settings()) as store:
            clauses = recidivism(store.database, days, datetime.now(UTC))
        if as_json:
            echo_json_lines(clauses)
            return
        if not clauses:
            err.print(f"No message was delivered {days} or more days ago.")
            return
        print_table(table(("Clause", "Messages", f"Repeats within {days} days", "Share"), map(_cells, clauses)))
        out.print("\nRepeats after a message. There is no group without messages to compare with.")


def retry(
    message_id: Annotated[str, typer.Argument(metavar="ID", help="The id of a message, such as msg_4f1c….")],
    as_json: AsJson = False,
) -> None:
    """Deliver a message again now: one that is dead, or that waits after a failed attempt."""
    with report_errors():
        from datetime import UTC, datetime

        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines, err

        with open_decision_store(read_settings()) as store:
            store.outbox.redrive(message_id, ACTOR, datetime.now(UTC))
        if as_json:
            echo_json_lines([{"message_id": message_id, "status": "due"}])
            return
        err.print(f"{message_id} is due now: the running service delivers it.", highlight=False)


def _cells(clause: "Recidivism") -> tuple[str, ...]:
    share = f"{clause.repeated / clause.notified:.0%}"
    return clause.clause_id, str(clause.notified), str(clause.repeated), share
