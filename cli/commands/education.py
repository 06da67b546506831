"""`clausewise education`: whether messages to creators teach."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import edge

if TYPE_CHECKING:
    from store.recidivism import Recurrence

app = typer.Typer(no_args_is_help=True, help="See whether messages to creators teach.")


@app.callback()
def _group() -> None:
    """Keeps `report` a command of its own."""


@app.command()
def report(
    days: Annotated[int, typer.Option(min=1, help="How long after a message a breach counts as one more.")] = 30,
) -> None:
    """Clause by clause: of the messages that were delivered long enough ago, how often the creator broke it again."""
    with edge():
        from datetime import UTC, datetime

        from agent.open_stores import build_store
        from agent.settings import read_settings
        from cli.views.console import err, out, print_rows
        from cli.views.layout import table
        from store.recidivism import recurrence

        with build_store(read_settings()) as store:
            found = recurrence(store.database, days, datetime.now(UTC))
        if not found:
            err.print(f"No message was delivered {days} days ago or earlier.")
            return
        print_rows(table(("Clause", "Messages", f"Broken again within {days} days", "Share"), map(_cells, found)))
        out.print("\nThis is what followed, not what the message did: there are no creators here who got none.")


def _cells(one: "Recurrence") -> tuple[str, ...]:
    return one.clause_id, str(one.told), str(one.again), f"{one.again / one.told:.0%}"
