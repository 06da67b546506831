"""`clausewise prune`: what ended long ago and nobody asks for any more taken from the record."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from cli.errors import edge


def days(text: str) -> timedelta:
    told = re.fullmatch(r"([1-9][0-9]{0,4})d", text)
    if told is None:
        raise typer.BadParameter(f"{text!r} is no age: write days as 90d")
    return timedelta(days=int(told[1]))


def prune(
    older_than: Annotated[timedelta, typer.Option(parser=days, metavar="DAYS", help="How long ago it ended: 90d.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; it cannot be undone.")] = False,
) -> None:
    """Take batches that ended, idempotency keys and finished work out of the record; decisions and the audit log
    stay."""
    with edge():
        from agent.open_stores import build_store
        from agent.settings import read_settings
        from api.jobs import job_store
        from cli.views.console import out
        from cli.views.layout import count
        from store.pruning import Pruning

        before = datetime.now(UTC) - older_than
        if not yes:
            typer.confirm(f"Prune what ended before {before:%Y-%m-%d}? It cannot be undone", abort=True)
        settings = read_settings()
        with build_store(settings) as store:
            gone = Pruning(store.database).before(before, "command line")
        pieces = job_store.prune(settings, before)
        out.print(
            f"{count(gone.batches, 'batch', 'batches')} with {count(gone.cases, 'case')}, "
            f"{count(gone.requests, 'idempotency key')} and {count(pieces, 'piece')} of finished work pruned",
            markup=False,
            soft_wrap=True,
        )
