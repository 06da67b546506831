"""A run: adjudicates a dataset into a folder, resumes where it was interrupted, and writes the reports."""

import random
from collections.abc import Collection, Sequence
from pathlib import Path

from agent.settings import Settings
from domain.errors import InputError
from eval.answers.recorded import RecordedAnswers
from eval.dataset.check_context import dataset_creators
from eval.dataset.dataset import Dataset, DatasetProtocol
from eval.dataset.labelled_case import LabelledCase
from eval.metrics.summary import summarise
from eval.report.figures import Report
from eval.report.junit import render_junit
from eval.report.page import render_page
from eval.runs.executor import Executor, Job, Progress, TaskSpec
from eval.runs.folder import JUNIT, PAGE, REPORT, RunFolder
from eval.runs.manifest import RunOptions, build_manifest
from eval.runs.summary_rows import SummaryRow, summary_row
from policies.parsing.diagnostics import suggest

DEFAULT_EXECUTOR = Executor()


class UnknownSplit(InputError):
    """The dataset has no split of that name."""


class NoCases(InputError):
    """Nothing is left to run."""


def run(
    dataset: Dataset,
    options: RunOptions,
    settings: Settings,
    out: Path,
    *,
    executor: Executor = DEFAULT_EXECUTOR,
    progress: Progress,
    dataset_errors: int = 0,
    answers: RecordedAnswers | None = None,
    record: Path | None = None,
) -> Report:
    """`dataset_errors` go into the report. With `answers`, only their cases are run, and no model is asked. What a
    model answers on clauses is appended to `record`. Raises RunError where `out` has another run, UnknownSplit,
    NoCases, WorkerProcessEnded, and the errors of `build`."""
    cases = select_cases(dataset, options, answers.cases.keys() if answers else None)
    if not cases:
        raise NoCases(f"{dataset.folder}: {_why_no_cases(dataset, options)}")
    retrieval_only = dataset.manifest.protocol is DatasetProtocol.RETRIEVAL
    spec = TaskSpec(settings, options.judge, dataset_creators(dataset), retrieval_only, answers, record)
    adjudicator = spec.build_adjudicator(progress)
    folder = RunFolder(out)
    folder.start_or_resume(build_manifest(dataset, options, adjudicator, settings))
    rows = [summary_row(result) for result in folder.results()]
    for completed in executor.run(_remaining_jobs(cases, options.repeat, rows), spec, adjudicator):
        folder.append(completed.line)
        rows.append(completed.row)
        progress(len(rows), len(cases) * options.repeat)
    report = write_reports(folder, rows, dataset.manifest.name, adjudicator.judge.name, dataset_errors)
    by_id = {labelled.id: labelled for labelled in cases}
    folder.write(PAGE, render_page(report, folder.manifest(), folder.results(), by_id))
    return report


def write_reports(
    folder: RunFolder, rows: Sequence[SummaryRow], dataset: str, judge: str, dataset_errors: int = 0
) -> Report:
    """The reports for programs. They do not depend on the order of completion."""
    ordered = sorted(rows, key=lambda row: (row.case_id, row.repeat))
    report = summarise(ordered, dataset, judge).model_copy(update={"dataset_errors": dataset_errors})
    folder.write(REPORT, report.model_dump_json(indent=2))
    folder.write(JUNIT, render_junit(ordered, dataset))
    return report


def select_cases(
    dataset: Dataset, options: RunOptions, only: Collection[str] | None = None
) -> tuple[LabelledCase, ...]:
    """The cases of a split or of all splits, of these ids `only`; with a limit, a sample drawn by the seed. For
    retrieval only, the first case of each group. Raises UnknownSplit."""
    if options.split is not None:
        require_split(dataset, options.split)
    cases = list(dataset.cases if options.split is None else dataset.cases_in(options.split))
    if only is not None:
        cases = [case for case in cases if case.id in only]
    if dataset.manifest.protocol is DatasetProtocol.RETRIEVAL:
        cases = list({case.group or case.id: case for case in reversed(cases) if case.gold.clauses}.values())[::-1]
    if options.limit is None or options.limit >= len(cases):
        return tuple(cases)
    sample = sorted(random.Random(options.seed).sample(range(len(cases)), options.limit))
    return tuple(cases[place] for place in sample)


def _why_no_cases(dataset: Dataset, options: RunOptions) -> str:
    if dataset.manifest.protocol is DatasetProtocol.RETRIEVAL:
        return "no case has relevant clauses: label them in gold.clauses"
    if options.answers is not None:
        return "no case has a recorded answer: give answers to cases of this dataset and split"
    return f"the split {options.split} has no cases: choose another --split, or fill it in split.json"


def require_split(dataset: Dataset, split: str) -> None:
    """Raises UnknownSplit."""
    if split not in dataset.splits:
        raise UnknownSplit(f'{dataset.manifest.name} has no split "{split}": {suggest(split, dataset.splits)}')


def _remaining_jobs(cases: Sequence[LabelledCase], repeats: int, rows: Sequence[SummaryRow]) -> list[Job]:
    done = frozenset((row.case_id, row.repeat) for row in rows)
    return [Job(labelled, n) for n in range(repeats) for labelled in cases if (labelled.id, n) not in done]
