"""`clausewise keys`: creates, lists, rotates and revokes the API keys of the service."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, AsJsonLines, RoleName, ScopeName, parse_day

if TYPE_CHECKING:
    from domain.access import ApiKey, Scope

KeyId = Annotated[str, typer.Argument(metavar="ID", help="The id of a key, as clausewise keys list shows it.")]
ACTOR = "command line"


def create(
    name: Annotated[str, typer.Argument(help="The name of the caller; a person's reviews carry it.")],
    scope: Annotated[
        list[ScopeName] | None, typer.Option(help="What the key permits; repeat the option for several.")
    ] = None,
    role: Annotated[
        list[RoleName] | None, typer.Option(help="The role of a person, in place of scopes; repeat it for several.")
    ] = None,
    expires: Annotated[
        date | None,
        typer.Option(parser=parse_day, metavar="DAY", help="The first day (UTC) on which the key is not valid."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Create a key and print its secret once."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings

        scopes = _scopes(scope or [], role or [])
        expires_at = datetime.combine(expires, time.min, UTC) if expires else None
        with open_decision_store(read_settings()) as store:
            _require_own_name(store.api_keys.list(), name, scopes)
            with store.database.write_transaction() as session:
                secret, key = store.api_keys.create(session, name, scopes, datetime.now(UTC), expires_at)
                store.audit.append(session, ACTOR, "key.create", key.key_id, "", " ".join(key.scopes))
        _print_secret(secret, key, as_json)


def list_keys(as_json: AsJsonLines = False) -> None:
    """List the keys, oldest first."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines, print_table, table

        with open_decision_store(read_settings()) as store:
            keys = store.api_keys.list()
        if as_json:
            echo_json_lines(keys)
            return
        print_table(table(("Key", "Name", "Scopes", "Created (UTC)", "Valid"), map(_cells, keys)))


def rotate(
    key_id: KeyId,
    overlap_hours: Annotated[
        float, typer.Option(min=0, max=8_760, help="The hours for which the old key stays valid.")
    ] = 24,
    as_json: AsJson = False,
) -> None:
    """Create a key with the same name and scopes; the old key expires."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings

        with open_decision_store(read_settings()) as store, store.database.write_transaction() as session:
            overlap = timedelta(hours=overlap_hours)
            secret, key = store.api_keys.rotate(session, key_id, overlap, datetime.now(UTC))
            store.audit.append(session, ACTOR, "key.rotate", key_id, key_id, key.key_id)
        _print_secret(secret, key, as_json)


def revoke(key_id: KeyId, as_json: AsJson = False) -> None:
    """Revoke a key at once."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines

        with open_decision_store(read_settings()) as store, store.database.write_transaction() as session:
            store.api_keys.revoke(session, key_id, datetime.now(UTC))
            store.audit.append(session, ACTOR, "key.revoke", key_id, "active", "revoked")
        if as_json:
            echo_json_lines([{"key_id": key_id, "revoked": True}])


def _scopes(scopes: list[ScopeName], roles: list[RoleName]) -> "list[Scope]":
    """Those named and those of the roles, without repetition. Raises InputError if there are none."""
    from domain.access import Role, Scope
    from domain.errors import InputError

    of_roles = [scope for role in roles for scope in Role(role).scopes]
    if not scopes and not of_roles:
        raise InputError("a key needs a scope or a role: add --role moderator, or --scope decide and others")
    return list(dict.fromkeys([*(Scope(scope) for scope in scopes), *of_roles]))


def _require_own_name(keys: "tuple[ApiKey, ...]", name: str, scopes: "list[Scope]") -> None:
    """Raises InputError for a second reviewer with this name: whose reviews are whose could not be told."""
    from domain.access import Scope
    from domain.errors import InputError

    same = [one for one in keys if one.name == name and Scope.REVIEW in one.scopes and one.is_active(datetime.now(UTC))]
    if same and Scope.REVIEW in scopes:
        raise InputError(
            f"key {same[0].key_id} reviews as {name} already: choose another name, or replace that key with "
            f"clausewise keys rotate {same[0].key_id}"
        )


def _print_secret(secret: str, key: "ApiKey", as_json: bool) -> None:
    from cli.views.console import err, print_result

    err.print("The secret is shown only once. A running service accepts the key without a restart.", style="dim")
    print_result(secret, {**key.model_dump(mode="json"), "secret": secret}, as_json=as_json)


def _cells(key: "ApiKey") -> tuple[str, ...]:
    valid = "yes" if key.expires_at is None else f"until {key.expires_at:%Y-%m-%d %H:%M}"
    if not key.is_active(datetime.now(UTC)):
        valid = "no"
    return key.key_id, key.name, " ".join(key.scopes), f"{key.created_at:%Y-%m-%d %H:%M}", valid
