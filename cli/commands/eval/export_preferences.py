"""`clausewise eval export-preferences`: what people decided instead of the judge, as data to train a model on."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, Policies


class PreferenceFormat(StrEnum):
    DPO = "dpo"
    REWARD = "reward"


def export_preferences(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="The JSON Lines file to write.")],
    format_name: Annotated[
        PreferenceFormat,
        typer.Option("--format", help="Pairs of answers for DPO, or single answers with a reward of 1 or 0."),
    ] = PreferenceFormat.DPO,
    appeal_days: Annotated[
        int, typer.Option(min=0, max=365, metavar="DAYS", help="The time to appeal where no letter states one.")
    ] = 30,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Export what people decided instead of the judge, once the time to appeal is over and no appeal is open.

    The prompt is the case as a judge reads it, with contacts masked. Erased cases and the golden set are left out.
    """
    with report_errors():
        from dataclasses import asdict
        from datetime import UTC, datetime

        from agent.open_stores import open_decision_store, open_library
        from agent.settings import read_settings
        from cli.views.console import count, print_line, print_result, progress
        from eval.preferences.export import PreferenceExport

        settings = read_settings(policies=policies)
        library = open_library(settings)
        with open_decision_store(settings) as store, progress("Exporting"):
            export = PreferenceExport(store.database, library, datetime.now(UTC).date(), appeal_days)
            written = export.write(out, format_name.value)
        for reason, number in sorted(written.left_out.items()) if not as_json else ():
            print_line(f"{count(number, 'decision')} left out: {reason}")
        line = f"{out}: {count(written.lines, 'line')} from {count(written.decisions, 'decision')}"
        print_result(line, {"file": out, **asdict(written)}, as_json=as_json)
