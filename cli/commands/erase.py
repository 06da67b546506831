"""`clausewise erase`: deletes the content and the names of a creator."""

from typing import Annotated

import typer

from cli.errors import report_errors

ACTOR = "command line"


def erase(
    creator_id: Annotated[str, typer.Option(metavar="ID", help="The creator whose data is deleted.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation. This cannot be undone.")] = False,
) -> None:
    """Delete the content, messages and history of a creator. The audit log and the outcomes of decisions stay."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import count, print_line
        from store.erasure import Erasure

        if not yes:
            typer.confirm(f"Erase all stored data about {creator_id}? This cannot be undone", abort=True)
        with open_decision_store(read_settings()) as store:
            erased = Erasure(store.database).erase_creator(creator_id, ACTOR)
        print_line(f"{count(erased, 'decision')} erased; existing backups still contain the data")
