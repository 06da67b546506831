"""`clausewise eval agreement`: how well the verdicts agree with the labels of a dataset."""

from typing import Annotated

import typer

from cli.errors import edge
from cli.input.options import AsJson, DatasetFolder, Judge, JudgeName, Policies


def agreement(
    dataset: DatasetFolder = None,
    part: Annotated[str | None, typer.Option("--split", help="Only this part: dev or test.")] = None,
    judge: Judge = JudgeName.AUTO,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Decide labelled cases and print how well the verdicts agree, beside answers that take no understanding."""
    with edge():
        import json
        from dataclasses import asdict

        from agent.settings import read_settings
        from cli.views.agreement_view import print_agreement
        from cli.views.console import progress
        from eval.dataset.check_context import own_corpus
        from eval.dataset.dataset import BUNDLED, read_dataset
        from eval.runs.predictions import try_out

        labelled = read_dataset(dataset or BUNDLED)
        settings = read_settings(policies=policies or own_corpus(labelled))
        with progress("Deciding") as advance:
            found = tuple(try_out(labelled, part, settings, judge, advance))
        if as_json:
            report = {"dataset": labelled.about.name, "parts": [asdict(one) for one in found]}
            typer.echo(json.dumps(report, ensure_ascii=False))
        else:
            for one in found:
                print_agreement(one)
