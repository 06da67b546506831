"""Agreement with the labels: the judge beside what needs no understanding, part by part and tag by tag."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from domain.errors import InputError
from eval.dataset.dataset import Dataset, DatasetProtocol
from eval.dataset.labelled_case import Tag
from eval.metrics.baselines import Cases, bag_of_words, commonest, folded
from eval.metrics.bootstrap import Figure, figures
from eval.metrics.confusion import measures, tally
from eval.runs.prediction import Answer

BASELINES = {"commonest": commonest, "bag of words": bag_of_words}
EVERY = "all"


class NothingToAgreeWith(InputError):
    """The dataset has no outcomes."""


@dataclass(frozen=True)
class Slice:
    """Some cases of a part; `figures` are by who answered, then by measure."""

    name: str
    cases: int
    figures: Mapping[str, Mapping[str, Figure]]


@dataclass(frozen=True)
class PartAgreement:
    """`errors` are the messages of cases that could not be decided, by id."""

    part: str
    slices: tuple[Slice, ...]
    errors: Mapping[str, str]


def require_outcomes(dataset: Dataset) -> None:
    """Raises NothingToAgreeWith where only retrieval is labelled, or an outcome is missing."""
    if dataset.about.protocol is DatasetProtocol.RETRIEVAL:
        raise NothingToAgreeWith(f"{dataset.about.name} labels what should be found, not an outcome: choose another")
    missing = [labelled.id for labelled in dataset.cases if labelled.gold.outcome is None]
    if missing:
        told = f"{missing[0]} has no gold outcome ({len(missing)} such in all)"
        raise NothingToAgreeWith(f"{told}: clausewise eval check {dataset.folder} names the lines")


def agreement(dataset: Dataset, part: str, judge: str, answers: Sequence[Answer]) -> PartAgreement:
    """`answers` are the judge's, in the order of the part's cases."""
    cases = dataset.of_part(part)
    answered = {judge: answers} | {name: _learned(dataset, part, cases, name) for name in BASELINES}
    rows = {EVERY: range(len(cases))} | {
        tag.value: [row for row, labelled in enumerate(cases) if tag in labelled.tags] for tag in Tag
    }
    slices = tuple(_slice(name, cases, chosen, answered) for name, chosen in rows.items() if len(chosen))
    errors = {c.id: a.error for c, a in zip(cases, answers, strict=True) if a.error is not None}
    return PartAgreement(part, slices, errors)


def _learned(dataset: Dataset, part: str, cases: Cases, name: str) -> tuple[Answer, ...]:
    """For test, learned from dev; else, from the other folds of the part itself."""
    if part == "test":
        return BASELINES[name](dataset.of_part("dev"), cases)
    return folded(BASELINES[name], cases)


def _slice(name: str, cases: Cases, rows: Sequence[int], answered: Mapping[str, Sequence[Answer]]) -> Slice:
    chosen = [cases[row] for row in rows]
    first: dict[str, int] = {}
    groups = np.array([first.setdefault(case.group or f"case {case.id}", len(first)) for case in chosen])
    found = {
        who: figures(tally([case.gold for case in chosen], [answers[row] for row in rows]), groups, measures)
        for who, answers in answered.items()
    }
    return Slice(name, len(chosen), found)
