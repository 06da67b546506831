"""The agreement of a judge with the labels, compared with baselines, by split and tag."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agent.quality.bootstrap import Estimate
from agent.settings import Settings
from domain.errors import InputError
from eval.dataset.check_context import dataset_creators
from eval.dataset.dataset import Dataset, DatasetProtocol
from eval.dataset.labelled_case import LabelledCase, Tag
from eval.metrics.agreement import SHARES, Prediction, confusion_rows, metrics
from eval.metrics.baselines import Cases, bag_of_words, cross_validated, majority
from eval.metrics.intervals import estimate_metrics
from eval.runs.executor import Executor, Job, Progress, TaskSpec
from eval.runs.run import require_split

BASELINES = {"majority": majority, "bag of words": bag_of_words}
ALL_CASES = "all"


class NoLabelledOutcomes(InputError):
    """The dataset labels no outcomes."""


@dataclass(frozen=True)
class AgreementSlice:
    """Some cases of a split. `estimates`: by the judge or baseline, then by metric."""

    name: str
    cases: int
    estimates: Mapping[str, Mapping[str, Estimate]]


@dataclass(frozen=True)
class SplitAgreement:
    """`errors`: the messages of the cases that failed, by case id."""

    split: str
    slices: tuple[AgreementSlice, ...]
    errors: Mapping[str, str]


def measure_agreement(
    dataset: Dataset, split: str | None, settings: Settings, judge: str, progress: Progress
) -> Iterator[SplitAgreement]:
    """One split after the other; `split` None: every split. Raises NoLabelledOutcomes, UnknownSplit, and the errors of
    `build`."""
    if split is not None:
        require_split(dataset, split)
    require_outcomes(dataset)
    spec = TaskSpec(settings, judge, dataset_creators(dataset))
    adjudicator = spec.build_adjudicator(progress)
    for name in dataset.splits if split is None else (split,):
        cases = dataset.cases_in(name)
        if not cases:
            continue
        predictions: dict[str, Prediction] = {}
        for completed in Executor().run((Job(labelled, 0) for labelled in cases), spec, adjudicator):
            predictions[completed.row.case_id] = completed.row.prediction
            progress(len(predictions), len(cases))
        yield split_agreement(dataset, name, adjudicator.judge.name, [predictions[case.id] for case in cases])


def require_outcomes(dataset: Dataset) -> None:
    """Raises NoLabelledOutcomes where only retrieval is labelled, or an outcome is missing."""
    if dataset.manifest.protocol is DatasetProtocol.RETRIEVAL:
        raise NoLabelledOutcomes(f"{dataset.manifest.name} labels relevant clauses, not outcomes: choose another")
    missing = [labelled.id for labelled in dataset.cases if labelled.gold.outcome is None]
    if missing:
        message = f"{missing[0]} has no gold outcome ({len(missing)} such cases in all)"
        raise NoLabelledOutcomes(f"{message}: clausewise eval check {dataset.folder} lists the lines")


def split_agreement(dataset: Dataset, split: str, judge: str, predictions: Sequence[Prediction]) -> SplitAgreement:
    """`predictions` are the judge's, in the order of the cases of the split."""
    cases = dataset.cases_in(split)
    by_predictor = {judge: predictions}
    by_predictor |= {name: _baseline_predictions(dataset, split, cases, name) for name in BASELINES}
    rows = {ALL_CASES: list(range(len(cases)))} | {tag.value: _rows_tagged(cases, tag) for tag in Tag}
    slices = tuple(_slice(name, cases, chosen, by_predictor) for name, chosen in rows.items() if chosen)
    errors = {c.id: p.error for c, p in zip(cases, predictions, strict=True) if p.error is not None}
    return SplitAgreement(split, slices, errors)


def _rows_tagged(cases: Sequence[LabelledCase], tag: Tag) -> list[int]:
    return [row for row, labelled in enumerate(cases) if tag in labelled.tags]


def _baseline_predictions(dataset: Dataset, split: str, cases: Cases, baseline: str) -> tuple[Prediction, ...]:
    """Of test, trained on dev; of another split, or without a case in dev, by cross-validation within it."""
    dev = dataset.cases_in("dev")
    if split == "test" and dev:
        return BASELINES[baseline](dev, cases)
    return cross_validated(BASELINES[baseline], cases)


def _slice(
    name: str, cases: Cases, rows: Sequence[int], by_predictor: Mapping[str, Sequence[Prediction]]
) -> AgreementSlice:
    chosen = [cases[row] for row in rows]
    first: dict[str, int] = {}
    groups = np.array([first.setdefault(case.group or f"case {case.id}", len(first)) for case in chosen])
    golds = [case.gold for case in chosen]
    estimates = {
        predictor: estimate_metrics(confusion_rows(golds, [predictions[row] for row in rows]), groups, metrics, SHARES)
        for predictor, predictions in by_predictor.items()
    }
    return AgreementSlice(name, len(chosen), estimates)
