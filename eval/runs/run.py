"""A run: a dataset decided into a folder, gone on with where it stopped, and reported."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from agent.settings import Settings
from domain.errors import InputError
from eval.dataset.check_context import own_creators
from eval.dataset.dataset import Dataset, DatasetProtocol
from eval.dataset.labelled_case import LabelledCase
from eval.metrics.summary import summarise
from eval.report.figures import Report
from eval.report.page import page
from eval.runs.executor import Executor, Recipe
from eval.runs.folder import JUNIT, PAGE, REPORT, RunFolder
from eval.runs.junit import junit
from eval.runs.manifest import Choice, manifest
from eval.runs.summary_row import Row, row_of
from policies.parsing.diagnostics import one_of

HANDS = Executor()
Progress = Callable[[int, int], None]


class UnknownPart(InputError):
    """The dataset's split has no part of that name."""


def run(
    dataset: Dataset, choice: Choice, settings: Settings, out: Path, *, hands: Executor = HANDS, progress: Progress
) -> Report:
    """Raises RunError where `out` holds another run, UnknownPart, HandsLost, and what joining the parts raises."""
    cases = chosen(dataset, choice)
    alone = dataset.about.protocol is DatasetProtocol.RETRIEVAL
    recipe = Recipe(settings, choice.judge, own_creators(dataset), retrieval_alone=alone)
    joined = recipe.join(progress)
    folder = RunFolder(out)
    folder.begin(manifest(dataset, choice, joined, settings))
    rows = [row_of(result) for result in folder.results()]
    done = frozenset((row.case_id, row.repeat) for row in rows)
    wanted = [(labelled, n) for n in range(choice.repeat) for labelled in cases if (labelled.id, n) not in done]
    for one in hands.decide(wanted, recipe, joined):
        folder.append(one.line)
        rows.append(one.row)
        progress(len(rows), len(cases) * choice.repeat)
    report = write(folder, rows, dataset.about.name, joined.judge.name)
    by_id = {labelled.id: labelled for labelled in cases}
    folder.write(PAGE, page(report, folder.manifest(), folder.results(), by_id))
    return report


def write(folder: RunFolder, rows: Sequence[Row], dataset: str, judge: str) -> Report:
    """The report for machines, of rows in one order whatever order they were done in."""
    ordered = sorted(rows, key=lambda row: (row.case_id, row.repeat))
    report = summarise(ordered, dataset, judge)
    folder.write(REPORT, report.model_dump_json(indent=2))
    folder.write(JUNIT, junit(ordered, dataset))
    return report


def chosen(dataset: Dataset, choice: Choice) -> tuple[LabelledCase, ...]:
    """Of a split, or of all; with a limit, drawn by the seed. Where only retrieval is asked, one of each group."""
    if choice.split is not None and choice.split not in dataset.parts:
        raise UnknownPart(f'{dataset.about.name} has no part "{choice.split}": {one_of(choice.split, dataset.parts)}')
    cases = list(dataset.cases if choice.split is None else dataset.of_part(choice.split))
    if dataset.about.protocol is DatasetProtocol.RETRIEVAL:
        cases = list({case.group or case.id: case for case in reversed(cases) if case.gold.clauses}.values())[::-1]
    if choice.limit is None or choice.limit >= len(cases):
        return tuple(cases)
    kept = sorted(random.Random(choice.seed).sample(range(len(cases)), choice.limit))
    return tuple(cases[place] for place in kept)
