"""A trial: the whole path asked about the cases of a dataset, nothing recorded, and its agreement with the labels."""

from collections.abc import Callable, Iterator

from agent.adjudicator import NoDecisionLog
from agent.build import build
from agent.settings import Settings
from domain.errors import InputError
from eval.dataset.check_context import own_creators
from eval.dataset.dataset import Dataset
from eval.runs.agreement import PartAgreement, agreement, require_outcomes
from eval.runs.prediction import ask
from policies.parsing.diagnostics import one_of

Progress = Callable[[int, int], None]


class UnknownPart(InputError):
    """The dataset's split has no part of that name."""


def try_out(
    dataset: Dataset, part: str | None, settings: Settings, judge: str, progress: Progress
) -> Iterator[PartAgreement]:
    """Part by part, as soon as each is decided; `part` None: every part. Raises NothingToAgreeWith, UnknownPart."""
    if part is not None and part not in dataset.parts:
        raise UnknownPart(f'{dataset.about.name} has no part "{part}": {one_of(part, dataset.parts)}')
    require_outcomes(dataset)
    adjudicator = build(
        settings, NoDecisionLog(), judge=judge, signals=own_creators(dataset), progress=progress
    ).adjudicator
    for one in dataset.parts if part is None else (part,):
        answers = ask(adjudicator, [labelled.case for labelled in dataset.of_part(one)], progress)
        yield agreement(dataset, one, adjudicator.judge.name, answers)
