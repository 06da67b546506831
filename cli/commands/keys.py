"""`clausewise keys`: API keys made, listed, changed for others and taken back."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import edge
from cli.input.options import day
from domain.access import Scope

if TYPE_CHECKING:
    from domain.access import Key

app = typer.Typer(no_args_is_help=True, help="Make and take back the API keys of the service.")
KeyId = Annotated[str, typer.Argument(metavar="ID", help="A key's id, as list shows it.")]
WHO = "command line"


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    scope: Annotated[list[Scope], typer.Option(help="What it may; give it once for each.")],
    expires: Annotated[
        date | None, typer.Option(parser=day, metavar="DAY", help="The first day (UTC) on which it no longer holds.")
    ] = None,
) -> None:
    """Make a key, and print its secret, this once."""
    with edge():
        from agent.open_stores import build_store
        from agent.settings import read_settings
        from store.audit import Entry

        ends = datetime.combine(expires, time.min, UTC) if expires else None
        with build_store(read_settings()) as store, store.database.writing() as session:
            secret, key = store.keys.create(session, name, scope, datetime.now(UTC), ends)
            store.audit.enter(session, Entry(WHO, "key.create", key.key_id, "", " ".join(key.scopes)))
        _tell(secret)


@app.command("list")
def list_() -> None:
    """List the keys, oldest first."""
    with edge():
        from agent.open_stores import build_store
        from agent.settings import read_settings
        from cli.views.console import print_rows
        from cli.views.layout import table

        with build_store(read_settings()) as store:
            keys = store.keys.list()
        print_rows(table(("Key", "Name", "Scopes", "Made (UTC)", "Holds"), map(_cells, keys)))


@app.command()
def rotate(
    key_id: KeyId,
    overlap_hours: Annotated[float, typer.Option(min=0, max=8_760, help="How long the old key still holds.")] = 24,
) -> None:
    """Make another key of the same name and scopes, and let the old one end."""
    with edge():
        from agent.open_stores import build_store
        from agent.settings import read_settings
        from store.audit import Entry

        with build_store(read_settings()) as store, store.database.writing() as session:
            overlap = timedelta(hours=overlap_hours)
            secret, key = store.keys.rotate(session, key_id, overlap, datetime.now(UTC))
            store.audit.enter(session, Entry(WHO, "key.rotate", key_id, key_id, key.key_id))
        _tell(secret)


@app.command()
def revoke(key_id: KeyId) -> None:
    """Take a key back, at once."""
    with edge():
        from agent.open_stores import build_store
        from agent.settings import read_settings
        from store.audit import Entry

        with build_store(read_settings()) as store, store.database.writing() as session:
            store.keys.revoke(session, key_id, datetime.now(UTC))
            store.audit.enter(session, Entry(WHO, "key.revoke", key_id, "holds", "revoked"))


def _tell(secret: str) -> None:
    from cli.views.console import err

    err.print("The secret, shown this once; a running service takes new keys without a restart.", style="dim")
    typer.echo(secret)


def _cells(key: "Key") -> tuple[str, ...]:
    now = datetime.now(UTC)
    ends = f"until {key.expires_at:%Y-%m-%d %H:%M}" if key.expires_at else "yes"
    return (
        key.key_id,
        key.name,
        " ".join(key.scopes),
        f"{key.created_at:%Y-%m-%d %H:%M}",
        ends if key.is_active(now) else "no",
    )
