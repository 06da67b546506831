"""How well clauses are found: `python -m benchmarks.retrieval DATASET_DIR`, else or_sharc of CLAUSEWISE_DATASETS."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from policies.library import Library, load_library
from retrieval.index import ClauseIndex, Hit, open_clause_index
from retrieval.minilm import MiniLM
from retrieval.segments import segments

CUT = 5
WAYS: dict[str, Callable[[Hit], float]] = {
    "meaning": lambda hit: hit.dense,
    "words": lambda hit: hit.lexical,
    "both": lambda hit: hit.score,
}


@dataclass(frozen=True)
class Question:
    text: str
    scope: str | None
    clauses: frozenset[str]


def main(dataset: Path) -> None:
    library, questions, embedder, console = load_library(dataset), list(_questions(dataset)), MiniLM(), Console()
    with tempfile.TemporaryDirectory() as folder, console.status("embedding the rules"):
        index = open_clause_index(Path(folder), library.clauses, library.fingerprint, embedder)
    with console.status("asking"):
        found = [_ask(index, library, embedder, question) for question in questions]
    console.print(_table(dataset.name, questions, found))


def _questions(dataset: Path) -> Iterator[Question]:
    """Those that some clause answers, once a group."""
    groups = set()
    for line in (dataset / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        group = case.get("group", case["id"])
        if case["gold"]["clauses"] and group not in groups:
            groups.add(group)
            yield Question(case["content"], case.get("scope"), frozenset(case["gold"]["clauses"]))


def _ask(index: ClauseIndex, library: Library, embedder: MiniLM, question: Question) -> tuple[Hit, ...]:
    texts = [segment.text for segment in segments(question.text)]
    allowed = {clause.key for clause in library.clauses if clause.scope == question.scope}
    return index.search(embedder.embed(texts), texts, allowed, len(allowed))


def _table(name: str, questions: Sequence[Question], found: Sequence[Sequence[Hit]]) -> Table:
    table = Table("by", f"R@{CUT}", "± standard error", "MRR", title=f"{name}: {len(questions)} questions")
    for way, score in WAYS.items():
        ranks = [_rank(question, hits, score) for question, hits in zip(questions, found, strict=True)]
        recall = np.mean([rank <= CUT for rank in ranks])
        error = np.sqrt(recall * (1 - recall) / len(ranks))
        table.add_row(way, f"{recall:.3f}", f"{error:.3f}", f"{np.mean([1 / rank for rank in ranks]):.3f}")
    return table


def _rank(question: Question, hits: Sequence[Hit], score: Callable[[Hit], float]) -> int:
    """The place of the first clause that answers, from 1."""
    ordered = sorted(hits, key=score, reverse=True)
    return next(place for place, hit in enumerate(ordered, 1) if hit.key.rpartition("@")[0] in question.clauses)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(os.environ["CLAUSEWISE_DATASETS"]) / "or_sharc")
