"""Which clauses and tags a dataset's cases show, by part."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from domain.verdict import Outcome
from eval.dataset.dataset import Dataset
from eval.dataset.labelled_case import LabelledCase, Tag

Counts = Mapping[str, int]


@dataclass(frozen=True)
class ClauseCoverage:
    """How many cases of each part break the clause, nearly break it, and rely on it as an exception."""

    clause_id: str
    violations: Counts
    near_misses: Counts
    relied_on: Counts


@dataclass(frozen=True)
class TagCoverage:
    tag: Tag
    cases: Counts
    outcomes: Counts
    must_pass: int


def clause_coverage(dataset: Dataset, clauses: Sequence[str]) -> tuple[ClauseCoverage, ...]:
    """A row for each of the clauses."""
    broken = _by_part(dataset, lambda labelled: labelled.gold.violated)
    near = _by_part(dataset, near_missed)
    relied = _by_part(dataset, lambda labelled: (labelled.gold.exception,) if labelled.gold.exception else ())
    return tuple(ClauseCoverage(name, *(_of(found, name) for found in (broken, near, relied))) for name in clauses)


def near_missed(labelled: LabelledCase) -> tuple[str, ...]:
    """The rules that the case nearly breaks; one that breaks others is no near miss."""
    return labelled.gold.near if labelled.gold.outcome is not Outcome.VIOLATION else ()


def tag_coverage(dataset: Dataset) -> tuple[TagCoverage, ...]:
    return tuple(_tag(dataset, tag) for tag in Tag)


def _tag(dataset: Dataset, tag: Tag) -> TagCoverage:
    cases = [labelled for labelled in dataset.cases if tag in labelled.tags]
    parts = Counter(dataset.part(labelled.id) for labelled in cases)
    outcomes = Counter(labelled.gold.outcome for labelled in cases)
    return TagCoverage(
        tag,
        {part: parts[part] for part in dataset.parts},
        {outcome.value: outcomes[outcome] for outcome in Outcome},
        sum(labelled.must_pass for labelled in cases),
    )


def _by_part(dataset: Dataset, names: Callable[[LabelledCase], tuple[str, ...]]) -> Mapping[str, Counter[str]]:
    return {
        part: Counter(name for labelled in dataset.of_part(part) for name in names(labelled)) for part in dataset.parts
    }


def _of(found: Mapping[str, Counter[str]], name: str) -> Counts:
    return {part: counts[name] for part, counts in found.items()}
