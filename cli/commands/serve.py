"""`clausewise serve`: runs the HTTP API and the desk of the reviewers."""

import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import Judge, JudgeName, Policies

if TYPE_CHECKING:
    from api.services import Services
    from store.decisions import DecisionStore

ALL_WAIT = (
    "Every message to a creator waits for a review. "
    "CLAUSEWISE_MESSAGES__RELEASE_FROM_PRECISION lets some go without one."
)
NOTHING_DECIDED = "Nothing is decided yet. To see the desk with example cases: clausewise serve --demo"
KEYLESS_WARNING = (
    "There are no API keys: the service listens on this machine only, and every caller may do everything. "
    "Create a key with clausewise keys create."
)


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen on.")] = 8000,
    judge: Judge = JudgeName.AUTO,
    policies: Policies = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Serve twelve example cases from a folder of their own, to try the desk.")
    ] = False,
) -> None:
    """Serve the API and the desk of the reviewers. Without API keys it listens on loopback only, and every local
    caller may do everything."""
    with report_errors():
        from agent.settings import read_settings
        from api.app import create_app
        from api.logs import set_up_logs
        from api.server import bind_socket, run_server
        from api.services import open_services
        from cli.demo import demo_settings, require_real

        _require_no_choice(demo, judge, policies)
        settings = read_settings(policies=policies)
        if demo:
            settings, judge = demo_settings(settings), JudgeName.LOCAL
        else:
            require_real(settings)
        set_up_logs()
        with bind_socket(host, port) as listener:
            services = open_services(settings, judge.value)
            keyless = settings.sign_in.issuer is None and _is_keyless(services.store, host)
            if demo:
                _prepare_demo(services)
            _print_addresses(services, host, port, warn=keyless and not demo)
            run_server(create_app(services, keyless=keyless, demo=demo), listener, settings.service.drain_seconds)


def _require_no_choice(demo: bool, judge: JudgeName, policies: Path | None) -> None:
    """Raises InputError for an option that a demo does not take."""
    from domain.errors import InputError

    if demo and (policies is not None or judge not in (JudgeName.AUTO, JudgeName.LOCAL)):
        raise InputError("--demo serves the bundled policies with the judge local: leave out --policies and --judge")


def _prepare_demo(services: "Services") -> None:
    """Decides the example cases where that is not done yet, and says what the demo is."""
    from cli.demo import decide_examples
    from cli.views.console import err

    decided, seconds = decide_examples(services)
    done = (
        f"{decided} example cases were decided in {seconds:.1f} s" if decided else "the example cases as you left them"
    )
    folder = services.settings.data_dir
    err.print(f"Demo data: {done}. Your own data, language models and webhooks are not used.", highlight=False)
    err.print(f"It is in {folder}: delete that folder to start again.", highlight=False)


def _print_addresses(services: "Services", host: str, port: int, *, warn: bool) -> None:
    from cli.views.console import err

    if warn:
        err.print(KEYLESS_WARNING, style="yellow")
    address = f"[{host}]" if ":" in host else host
    url = f"http://{address}:{port}"
    err.print(f"The desk: {url}/desk", highlight=False)
    err.print(f"The API: {url}/openapi.json describes every route.", highlight=False)
    if not services.store.list(1):
        err.print(NOTHING_DECIDED, highlight=False)
    messages = services.settings.messages
    if messages.webhook_url and messages.release_from_precision == "never":
        err.print(ALL_WAIT, highlight=False)


def _is_keyless(store: "DecisionStore", host: str) -> bool:
    """Raises InputError if there are no keys and other machines could connect."""
    from domain.errors import InputError

    if store.api_keys.list():
        return False
    if not _is_loopback(host):
        raise InputError(
            f"without API keys the service does not listen on {host}: create one with clausewise keys create, or omit "
            "--host"
        )
    return True


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
