"""Recall of clause retrieval: `python -m benchmarks.retrieval DATASET`, by default or_sharc of CLAUSEWISE_DATASETS."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from policies.library import Library, load_library
from retrieval.index import ClauseIndex, Hit, open_clause_index
from retrieval.minilm import MiniLM
from retrieval.segments import segments

RANK = 5
METHODS: Mapping[str, Callable[[Hit], float]] = {
    "dense": lambda hit: hit.dense,
    "lexical": lambda hit: hit.lexical,
    "fused": lambda hit: hit.score,
}


@dataclass(frozen=True)
class Question:
    """`clauses` are the relevant ones, at least one."""

    text: str
    scope: str | None
    clauses: frozenset[str]


def main(dataset: Path) -> None:
    library, questions, embedder, console = load_library(dataset), list(_questions(dataset)), MiniLM(), Console()
    with tempfile.TemporaryDirectory() as folder, console.status("embedding the rules"):
        index = open_clause_index(Path(folder), library.clauses, library.fingerprint, embedder)
    with console.status("searching"):
        hits = [_search(index, library, embedder, question) for question in questions]
    console.print(_table(dataset.name, questions, hits))


def _questions(dataset: Path) -> Iterator[Question]:
    """Those with a relevant clause, one per group."""
    groups = set()
    for line in (dataset / "cases.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n"):
        case = json.loads(line)
        group = case.get("group", case["id"])
        if case["gold"]["clauses"] and group not in groups:
            groups.add(group)
            yield Question(case["content"], case.get("scope"), frozenset(case["gold"]["clauses"]))


def _search(index: ClauseIndex, library: Library, embedder: MiniLM, question: Question) -> tuple[Hit, ...]:
    texts = [segment.text for segment in segments(question.text)]
    allowed = {clause.key for clause in library.clauses if clause.scope == question.scope}
    return index.search(index.row_similarity(embedder.embed(texts)), texts, allowed, len(allowed))


def _table(name: str, questions: Sequence[Question], hits: Sequence[Sequence[Hit]]) -> Table:
    table = Table("method", f"R@{RANK}", "± standard error", "MRR", title=f"{name}: {len(questions)} questions")
    for method, score in METHODS.items():
        ranks = [_first_rank(question, found, score) for question, found in zip(questions, hits, strict=True)]
        recall = np.mean([rank <= RANK for rank in ranks])
        error = np.sqrt(recall * (1 - recall) / len(ranks))
        table.add_row(method, f"{recall:.3f}", f"{error:.3f}", f"{np.mean([1 / rank for rank in ranks]):.3f}")
    return table


def _first_rank(question: Question, hits: Sequence[Hit], score: Callable[[Hit], float]) -> int:
    """The rank of the first relevant clause, from 1."""
    ordered = sorted(hits, key=score, reverse=True)
    return next(rank for rank, hit in enumerate(ordered, 1) if hit.key.rpartition("@")[0] in question.clauses)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(os.environ["CLAUSEWISE_DATASETS"]) / "or_sharc")
