"""`clausewise eval run`: decides a dataset and writes figures, scores and reports into a folder."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, DatasetFolder, Judge, JudgeName, Policies

if TYPE_CHECKING:
    from agent.settings import Settings
    from eval.answers.recorded import RecordedAnswers
    from eval.dataset.dataset import Dataset
    from eval.report.figures import Report
    from eval.runs.manifest import RunOptions

Out = Annotated[Path, typer.Option(metavar="DIR", help="The folder of the run. An interrupted run continues there.")]

Processes = Annotated[
    int, typer.Option(min=1, help="Processes that decide one case at a time each; for judges that run locally.")
]
Record = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Append what the chat model answers on each clause to this file.")
]
Answers = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Ask no model: take its answers from this file, for the cases in it."),
]


def run(
    out: Out,
    dataset: DatasetFolder = None,
    judge: Judge = JudgeName.AUTO,
    split: Annotated[str | None, typer.Option(help="Only this split: dev or test.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="The maximum number of cases, sampled by the seed.")] = None,
    repeat: Annotated[int, typer.Option(min=1, help="How often each case is decided, to measure stability.")] = 1,
    concurrency: Annotated[int, typer.Option(min=1, help="Cases decided at the same time in one process.")] = 2,
    processes: Processes = 1,
    record: Record = None,
    answers: Answers = None,
    seed: Annotated[int, typer.Option(help="The seed of the sample.")] = 7,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Decide labelled cases and measure how well the verdicts agree with the labels."""
    with report_errors():
        from agent.settings import read_settings
        from cli.views.console import echo_json
        from eval.answers.options import check_answer_options
        from eval.dataset.check_context import dataset_policies
        from eval.dataset.dataset import BUNDLED, read_dataset
        from eval.runs.executor import Executor
        from eval.runs.manifest import RunOptions

        recorded = check_answer_options(judge.value, processes, record, answers)
        labelled = read_dataset(dataset or BUNDLED)
        settings = read_settings(policies=policies or dataset_policies(labelled))
        options = RunOptions(judge=judge.value, split=split, limit=limit, repeat=repeat, seed=seed)
        options = options.model_copy(update={"answers": recorded.sha256 if recorded else None})
        more = {"executor": Executor(concurrency, processes), "answers": recorded, "record": record}
        report = _run(labelled, options, settings, out, **more)
        if as_json:
            echo_json(report.model_dump_json(indent=2))
        else:
            _print(report, labelled, options, recorded, out)


def _run(labelled: "Dataset", options: "RunOptions", settings: "Settings", out: Path, **more: Any) -> "Report":
    """Warns of errors, and runs."""
    from cli.views.console import progress
    from cli.views.eval_view import warn_of_errors
    from eval.dataset.check import find_errors
    from eval.runs.run import run as run_dataset

    errors = find_errors(labelled, settings.policies)
    warn_of_errors(labelled, errors)
    with progress("Deciding") as advance:
        return run_dataset(labelled, options, settings, out, progress=advance, dataset_errors=len(errors), **more)


def _print(
    report: "Report", labelled: "Dataset", options: "RunOptions", recorded: "RecordedAnswers | None", out: Path
) -> None:
    """The figures, what recorded answers do not cover, and the files."""
    from cli.views.console import count, print_line, print_table, table
    from cli.views.console import out as console
    from cli.views.eval_view import figure_rows

    print_table(table((f"{report.dataset}, {count(report.n, 'case')}", report.judge), figure_rows(report)))
    console.print()
    if recorded is not None:
        _print_coverage(recorded, labelled, options.split)
    print_line(f"{out}: report.html, report.json, results.jsonl, junit.xml")


def _print_coverage(recorded: "RecordedAnswers", labelled: "Dataset", split: str | None) -> None:
    """What the recorded answers do not cover."""
    from cli.views.console import count, print_line

    cases = labelled.cases if split is None else labelled.cases_in(split)
    missing = sum(case.id not in recorded.cases for case in cases)
    print_line(f"No model was asked. Without a recorded answer, and left out: {count(missing, 'case')}.")
    if recorded.unknown:
        unknown = count(len(recorded.unknown), "clause")
        print_line(f"Asked about without a recorded answer, and counted as not violated: {unknown}.")
