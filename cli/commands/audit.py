"""`clausewise audit`: reads the audit log of writes and verifies its hash chain."""

from typing import Annotated

import typer

from cli.errors import EXIT_FAILURE, report_errors

FIELDS = ("number", "actor", "action", "subject", "before", "after")


def verify(
    head: Annotated[
        str | None, typer.Option(metavar="DIGEST", help="A head noted earlier, which the log must still contain.")
    ] = None,
) -> None:
    """Verify the hash chain; exit with 1 if an entry was changed, inserted or removed."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import count, err, print_line

        with open_decision_store(read_settings()) as store:
            result = store.audit.verify(head)
        if result.error:
            print_line(f"clausewise: the audit log is not intact: {result.error}", err)
            raise typer.Exit(EXIT_FAILURE)
        print_line(f"{count(result.entries, 'entry', 'entries')}, intact; the head is {result.head}")


def list_entries() -> None:
    """Print every entry as one line of JSON, oldest first."""
    with report_errors():
        import json

        from agent.open_stores import open_decision_store
        from agent.settings import read_settings

        with open_decision_store(read_settings()) as store:
            for entry in store.audit.entries():
                fields = {name: getattr(entry, name) for name in FIELDS}
                line = json.dumps({"created_at": entry.created_at.isoformat(), **fields}, ensure_ascii=False)
                typer.echo(line)
