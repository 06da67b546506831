"""How many cases of a dataset cover each clause and tag, by split."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from domain.verdict import Outcome
from eval.dataset.dataset import Dataset
from eval.dataset.labelled_case import LabelledCase, Tag

Counts = Mapping[str, int]


@dataclass(frozen=True)
class ClauseCoverage:
    """The number of cases, by split, that violate the clause, nearly violate it, or are exempted by it."""

    clause_id: str
    violations: Counts
    near_misses: Counts
    exemptions: Counts


@dataclass(frozen=True)
class TagCoverage:
    """`cases` by split, `outcomes` by outcome."""

    tag: Tag
    cases: Counts
    outcomes: Counts
    must_pass: int


def clause_coverage(dataset: Dataset, clauses: Sequence[str]) -> tuple[ClauseCoverage, ...]:
    """One row for each of the clauses."""
    violations = _count_by_split(dataset, lambda labelled: labelled.gold.violated)
    near = _count_by_split(dataset, near_misses)
    exemptions = _count_by_split(dataset, lambda labelled: (labelled.gold.exception,) * bool(labelled.gold.exception))
    return tuple(
        ClauseCoverage(name, *(_counts_of(found, name) for found in (violations, near, exemptions))) for name in clauses
    )


def near_misses(labelled: LabelledCase) -> tuple[str, ...]:
    """The rules that the case nearly violates; none if it is a violation."""
    return labelled.gold.near_misses if labelled.gold.outcome is not Outcome.VIOLATION else ()


def tag_coverage(dataset: Dataset) -> tuple[TagCoverage, ...]:
    return tuple(_tag_coverage(dataset, tag) for tag in Tag)


def _tag_coverage(dataset: Dataset, tag: Tag) -> TagCoverage:
    cases = [labelled for labelled in dataset.cases if tag in labelled.tags]
    by_split = Counter(dataset.split_of(labelled.id) for labelled in cases)
    outcomes = Counter(labelled.gold.outcome for labelled in cases)
    return TagCoverage(
        tag,
        {split: by_split[split] for split in dataset.splits},
        {outcome.value: outcomes[outcome] for outcome in Outcome},
        sum(labelled.must_pass for labelled in cases),
    )


def _count_by_split(
    dataset: Dataset, clauses_of: Callable[[LabelledCase], tuple[str | None, ...]]
) -> Mapping[str, Counter[str | None]]:
    return {
        split: Counter(name for labelled in dataset.cases_in(split) for name in clauses_of(labelled))
        for split in dataset.splits
    }


def _counts_of(by_split: Mapping[str, Counter[str | None]], name: str) -> Counts:
    return {split: counts[name] for split, counts in by_split.items()}
