"""`clausewise serve`: verdicts over HTTP."""

import ipaddress
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import edge
from cli.input.options import Judge, JudgeName, Policies

if TYPE_CHECKING:
    from store.decisions import DecisionStore


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="The port.")] = 8000,
    judge: Judge = JudgeName.AUTO,
    policies: Policies = None,
) -> None:
    """Serve the API. Without keys it listens on loopback only, and whoever is on this machine may do everything."""
    with edge():
        from agent.settings import read_settings
        from api.app import create
        from api.logs import set_up_logs
        from api.server import bound, listen
        from api.services import join
        from cli.views.console import err

        settings = read_settings(policies=policies)
        set_up_logs()
        with bound(host, port) as place:
            parts = join(settings, judge.value)
            keyless = _keyless(parts.store, host)
            if keyless:
                err.print(
                    "There are no keys: it listens on this machine only, and whoever is on it may do everything. "
                    "clausewise keys create makes one.",
                    style="yellow",
                )
            shown = f"[{host}]" if ":" in host else host
            err.print(f"Serving on http://{shown}:{port}; every route is in /openapi.json.", highlight=False)
            listen(create(parts, keyless=keyless), place, settings.service.drain_seconds)


def _keyless(store: "DecisionStore", host: str) -> bool:
    """Raises InputError where there are no keys, and others could reach it."""
    from domain.errors import InputError

    if store.keys.list():
        return False
    if not _loopback(host):
        raise InputError(
            f"without keys it does not listen on {host}: make one with clausewise keys create, or leave --host out"
        )
    return True


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
