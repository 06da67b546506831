"""`clausewise erase`: a creator's words and name taken from the record."""

from typing import Annotated

import typer

from cli.errors import edge


def erase(
    creator: Annotated[str, typer.Option(metavar="ID", help="Whose words and name go.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; it cannot be undone.")] = False,
) -> None:
    """Erase a creator's content, messages and history; that there were decisions, and the audit log, stay."""
    with edge():
        from agent.open_stores import build_store
        from agent.settings import read_settings
        from cli.views.console import out
        from cli.views.layout import count
        from store.erasure import Erasure

        if not yes:
            typer.confirm(f"Erase all that is on record of {creator}? It cannot be undone", abort=True)
        with build_store(read_settings()) as store:
            found = Erasure(store.database).creator(creator, "command line")
        out.print(f"{count(found, 'decision')} erased; backups keep what they hold", markup=False, soft_wrap=True)
