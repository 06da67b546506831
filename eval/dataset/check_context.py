"""The inputs of dataset checks: the dataset, its corpus, its creators, and the texts that judges learn from."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from domain.clause import ClauseKind
from eval.dataset.dataset import CASES, CREATORS, Dataset
from eval.dataset.difficulty import Difficulty, measure_difficulty
from eval.dataset.labelled_case import LabelledCase
from eval.dataset.near_duplicates import case_text, near_duplicates
from policies.library import Library, load_library
from policies.parsing.external_rules import RULES_FILE
from retrieval.precedents import read_precedents
from signals.sources.file_source import SAMPLE_CREATORS, FileSignals, load_creators

PRECEDENTS = "precedents.jsonl"


class TrainingText(NamedTuple):
    """A text that a judge learns from."""

    source: str
    text: str


@dataclass(frozen=True)
class CheckContext:
    """`own_creators`: the dataset has to name its creators, because it brings a file of them or claims to be full."""

    dataset: Dataset
    library: Library
    creators: FileSignals
    training_texts: tuple[TrainingText, ...]
    own_creators: bool = True

    @cached_property
    def located_cases(self) -> tuple[tuple[str, LabelledCase], ...]:
        """Each case with its file and line."""
        file = self.dataset.folder / CASES
        return tuple(
            (f"{file}:{line}", case) for line, case in zip(self.dataset.lines, self.dataset.cases, strict=True)
        )

    @cached_property
    def rule_ids(self) -> tuple[str, ...]:
        """Each rule once, whatever its versions, in the order of the corpus."""
        return self._clause_ids(ClauseKind.RULE)

    @cached_property
    def exception_ids(self) -> tuple[str, ...]:
        return self._clause_ids(ClauseKind.EXCEPTION)

    @cached_property
    def near_duplicates(self) -> tuple[tuple[int, int, float], ...]:
        """Pairs of rows of similar cases, with their cosine."""
        return tuple(near_duplicates([case_text(labelled) for labelled in self.dataset.cases]))

    @cached_property
    def difficulty(self) -> Difficulty:
        return measure_difficulty(self.dataset, self.library)

    def _clause_ids(self, kind: ClauseKind) -> tuple[str, ...]:
        return tuple(dict.fromkeys(clause.id for clause in self.library.post_clauses if clause.kind is kind))


def build_check_context(dataset: Dataset, policies: Path) -> CheckContext:
    """Raises CorpusErrors, PrecedentFileError or SignalsFileError."""
    library = load_library(policies)
    own = dataset_creators(dataset)
    creators = own or load_creators(SAMPLE_CREATORS)
    texts = tuple(_training_texts(library, policies / PRECEDENTS))
    return CheckContext(dataset, library, creators, texts, own is not None or dataset.manifest.full)


def dataset_policies(dataset: Dataset) -> Path | None:
    """The folder of the dataset, if it contains the rules that the cases were labelled by."""
    return dataset.folder if (dataset.folder / RULES_FILE).is_file() else None


def dataset_creators(dataset: Dataset) -> FileSignals | None:
    """The creators that the dataset brings, if any. Raises SignalsFileError."""
    path = dataset.folder / CREATORS
    return load_creators(path) if path.is_file() else None


def _training_texts(library: Library, precedents: Path) -> Iterator[TrainingText]:
    for clause in library.clauses:
        for text in (*clause.violating_examples, *clause.compliant_examples):
            yield TrainingText(clause.key, text)
    if precedents.is_file():
        for precedent in read_precedents(precedents)[0]:
            yield TrainingText(f"{precedents}, {precedent.id}", precedent.text)
