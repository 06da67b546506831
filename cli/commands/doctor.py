"""`clausewise doctor`: each part that a decision stands on, whether it works, and what to do where it does not."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import FAILURE, edge
from cli.input.options import AsJson, Policies

if TYPE_CHECKING:
    from agent.symptom import Symptom

COLOUR = {"fine": "green", "not used": "dim", "warning": "yellow", "broken": "red"}


def doctor(
    policies: Policies = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no server.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check corpus, index, record, signals and models; exit code 1 where a part is broken."""
    with edge():
        from agent.doctor import examine
        from agent.settings import read_settings
        from agent.symptom import Health
        from cli.views.console import progress

        with progress("Examining"):
            symptoms = list(examine(read_settings(policies=policies), offline=offline))
        _print(symptoms, as_json)
        if any(symptom.health is Health.BROKEN for symptom in symptoms):
            raise typer.Exit(FAILURE)


def _print(symptoms: "list[Symptom]", as_json: bool) -> None:
    if as_json:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps([asdict(symptom) for symptom in symptoms], ensure_ascii=False))
        return
    from rich.text import Text

    from cli.views.console import print_rows
    from cli.views.layout import table

    rows = ((s.part, Text(s.health.value, style=COLOUR[s.health.value]), s.said) for s in symptoms)
    print_rows(table(("Part", "Is", "What"), rows))
