"""What a dataset is checked against: the corpus it is labelled by, what a judge learns from, the creators."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from domain.clause import ClauseKind
from eval.dataset.dataset import CASES, CREATORS, Dataset
from eval.dataset.difficulty import Difficulty, difficulty
from eval.dataset.labelled_case import LabelledCase
from eval.dataset.near_duplicates import twins, words_of
from policies.library import Library, load_library
from policies.parsing.external_rules import RULES
from retrieval.precedent_file import read_precedents
from signals.embedded import SAMPLES, EmbeddedSignals, load_creators

PRECEDENTS = "precedents.jsonl"


class Sample(NamedTuple):
    """A text that a judge learns from."""

    place: str
    text: str


@dataclass(frozen=True)
class Material:
    dataset: Dataset
    library: Library
    creators: EmbeddedSignals
    samples: tuple[Sample, ...]

    @cached_property
    def rows(self) -> tuple[tuple[str, LabelledCase], ...]:
        """Each case with its place."""
        file = self.dataset.folder / CASES
        return tuple(
            (f"{file}:{line}", case) for line, case in zip(self.dataset.lines, self.dataset.cases, strict=True)
        )

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules, each once, in reading order."""
        return self._ids(ClauseKind.RULE)

    @cached_property
    def exceptions(self) -> tuple[str, ...]:
        return self._ids(ClauseKind.EXCEPTION)

    @cached_property
    def twins(self) -> tuple[tuple[int, int, float], ...]:
        """Rows of cases that are nearly the same, and how near."""
        return tuple(twins([words_of(labelled) for labelled in self.dataset.cases]))

    @cached_property
    def difficulty(self) -> Difficulty:
        return difficulty(self.dataset, self.library)

    def _ids(self, kind: ClauseKind) -> tuple[str, ...]:
        return tuple(dict.fromkeys(clause.id for clause in self.library.clauses if clause.kind is kind))


def gather_material(dataset: Dataset, policies: Path) -> Material:
    """Raises CorpusErrors, PrecedentFileError or SignalsFileError."""
    library = load_library(policies)
    creators = own_creators(dataset) or load_creators(SAMPLES)
    return Material(dataset, library, creators, tuple(_samples(library, policies / PRECEDENTS)))


def own_corpus(dataset: Dataset) -> Path | None:
    """The dataset's folder where it brings the rules it was labelled by."""
    return dataset.folder if (dataset.folder / RULES).is_file() else None


def own_creators(dataset: Dataset) -> EmbeddedSignals | None:
    path = dataset.folder / CREATORS
    return load_creators(path) if path.is_file() else None


def _samples(library: Library, precedents: Path) -> Iterator[Sample]:
    for clause in library.clauses:
        for text in (*clause.violating_examples, *clause.compliant_examples):
            yield Sample(clause.key, text)
    if precedents.is_file():
        for precedent in read_precedents(precedents)[0]:
            yield Sample(f"{precedents}, {precedent.id}", precedent.text)
