"""`clausewise eval run`: decides a dataset and writes figures, scores and reports into a folder."""

from pathlib import Path
from typing import Annotated

import typer

from cli.errors import report_errors
from cli.input.options import DatasetFolder, Judge, JudgeName, Policies

Out = Annotated[Path, typer.Option(metavar="DIR", help="The folder of the run. An interrupted run continues there.")]


def run(
    out: Out,
    dataset: DatasetFolder = None,
    judge: Judge = JudgeName.AUTO,
    split: Annotated[str | None, typer.Option(help="Only this split: dev or test.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="The maximum number of cases, sampled by the seed.")] = None,
    repeat: Annotated[int, typer.Option(min=1, help="How often each case is decided, to measure stability.")] = 1,
    concurrency: Annotated[int, typer.Option(min=1, help="Cases decided at the same time in one process.")] = 2,
    processes: Annotated[
        int, typer.Option(min=1, help="Processes that decide one case at a time each; for judges that run locally.")
    ] = 1,
    seed: Annotated[int, typer.Option(help="The seed of the sample.")] = 7,
    policies: Policies = None,
) -> None:
    """Decide labelled cases and measure how well the verdicts agree with the labels."""
    with report_errors():
        from agent.settings import read_settings
        from cli.views.console import count, print_line, print_table, progress, table
        from cli.views.console import out as console
        from cli.views.eval_view import figure_rows, warn_of_errors
        from eval.dataset.check import find_errors
        from eval.dataset.check_context import dataset_policies
        from eval.dataset.dataset import BUNDLED, read_dataset
        from eval.runs.executor import Executor
        from eval.runs.manifest import RunOptions
        from eval.runs.run import run as run_dataset

        labelled = read_dataset(dataset or BUNDLED)
        settings = read_settings(policies=policies or dataset_policies(labelled))
        options = RunOptions(judge=judge.value, split=split, limit=limit, repeat=repeat, seed=seed)
        executor = Executor(concurrency, processes)
        errors = find_errors(labelled, settings.policies)
        warn_of_errors(labelled.folder, errors)
        with progress("Deciding") as advance:
            report = run_dataset(
                labelled, options, settings, out, executor=executor, progress=advance, dataset_errors=len(errors)
            )
        print_table(table((f"{report.dataset}, {count(report.n, 'case')}", report.judge), figure_rows(report)))
        console.print()
        print_line(f"{out}: report.html, report.json, results.jsonl, junit.xml")
