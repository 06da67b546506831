"""`clausewise audit`: the log of writes read, and its chain proved."""

from typing import Annotated

import typer

from cli.errors import FAILURE, edge

app = typer.Typer(no_args_is_help=True, help="Read the log of every write, and prove that nothing in it was changed.")


@app.command()
def verify(
    head: Annotated[
        str | None, typer.Option(metavar="DIGEST", help="A head that was noted earlier; it has to be there still.")
    ] = None,
) -> None:
    """Prove the chain; exit code 1 where a line was changed, put in or taken out."""
    with edge():
        from agent.open_stores import build_store
        from agent.settings import read_settings
        from cli.views.console import err, out
        from cli.views.layout import count

        with build_store(read_settings()) as store:
            found = store.audit.verify(head)
        if found.broken:
            err.print(f"clausewise: the audit log is broken: {found.broken}", markup=False, soft_wrap=True)
            raise typer.Exit(FAILURE)
        out.print(f"{count(found.lines, 'line')}, whole; the head is {found.head}", markup=False, soft_wrap=True)


@app.command("list")
def list_() -> None:
    """Print every line, oldest first, as JSON."""
    with edge():
        import json

        from agent.open_stores import build_store
        from agent.settings import read_settings

        with build_store(read_settings()) as store:
            for row in store.audit.lines():
                told = {name: getattr(row, name) for name in ("number", "who", "what", "subject", "before", "after")}
                typer.echo(json.dumps({"at": row.at.isoformat(), **told}, ensure_ascii=False))
