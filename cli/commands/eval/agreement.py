"""`clausewise eval agreement`: how well the verdicts agree with the labels of a dataset."""

from typing import Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, DatasetFolder, Judge, JudgeName, Policies


def agreement(
    dataset: DatasetFolder = None,
    split: Annotated[str | None, typer.Option(help="Only this split: dev or test.")] = None,
    judge: Judge = JudgeName.AUTO,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Measure how well the verdicts agree with the labels, compared with simple baselines."""
    with report_errors():
        import json
        from dataclasses import asdict

        from agent.settings import read_settings
        from cli.views.console import echo_json, progress
        from cli.views.eval_view import print_agreement, warn_of_errors
        from eval.dataset.check import find_errors
        from eval.dataset.check_context import dataset_policies
        from eval.dataset.dataset import BUNDLED, read_dataset
        from eval.runs.agreement_by_slice import measure_agreement

        labelled = read_dataset(dataset or BUNDLED)
        settings = read_settings(policies=policies or dataset_policies(labelled))
        warn_of_errors(labelled, find_errors(labelled, settings.policies))
        with progress("Deciding") as advance:
            splits = tuple(measure_agreement(labelled, split, settings, judge, advance))
        if as_json:
            fields = {"dataset": labelled.manifest.name, "splits": [asdict(one) for one in splits]}
            echo_json(json.dumps(fields, ensure_ascii=False))
        else:
            for one in splits:
                print_agreement(one)
