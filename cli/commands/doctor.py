"""`clausewise doctor`: checks each component that a decision needs, and says how to repair it."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJsonLines, Policies

if TYPE_CHECKING:
    from agent.doctor.check_result import CheckResult
    from agent.settings import Settings

HEALTH_COLOURS = {"ok": "green", "unused": "dim", "warning": "yellow", "failed": "red"}


def doctor(
    policies: Policies = None,
    offline: Annotated[bool, typer.Option("--offline", help="Contact no server.")] = False,
    as_json: AsJsonLines = False,
) -> None:
    """Check corpus, index, decision log, signals and models; exit with 1 if one does not work."""
    with report_errors():
        from agent.doctor.check_result import HealthStatus
        from agent.doctor.checks import run_checks
        from agent.settings import read_settings
        from cli.views.console import progress

        settings = read_settings(policies=policies)
        with progress("Checking"):
            results = [*run_checks(settings, offline=offline), *_sign_in(settings, offline)]
        _print(results, as_json)
        if any(result.health is HealthStatus.FAILED for result in results):
            raise typer.Exit(EXIT_FAILURE)


def _sign_in(settings: "Settings", offline: bool) -> "list[CheckResult]":
    """Loads the desk only where people sign in at a provider."""
    if settings.sign_in.issuer is None:
        return []
    from api.desk.openid.health import check_provider

    result = check_provider(settings.sign_in, offline=offline)
    return [result] if result else []


def _print(results: "list[CheckResult]", as_json: bool) -> None:
    from cli.views.console import Text, echo_json_lines, print_table, table

    if as_json:
        echo_json_lines(results)
        return

    rows = ((r.component, Text(r.health.value, style=HEALTH_COLOURS[r.health.value]), r.message) for r in results)
    print_table(table(("Component", "Health", "Details"), rows))
