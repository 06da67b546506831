"""How fast a corpus is indexed beside the bare embedder, and again after a change: `python -m benchmarks.indexing`."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.clock import seconds
from domain.clause import Clause
from policies.corpus_path import BUNDLED
from policies.library import load_library
from retrieval.clause_texts import lay_out
from retrieval.embedder import Embedder
from retrieval.index import open_clause_index
from retrieval.minilm import MiniLM

PARTS = 5
EXAMPLE = "\n### Breaks it\n\n- "
Row = tuple[str, float, str, str]  # what is measured, seconds, how much, what is wanted


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status("indexing"):
        corpus = Path(folder) / "corpus"
        shutil.copytree(BUNDLED, corpus)
        rows = [*_rates(load_library(corpus).clauses, Path(folder)), *_again(corpus, Path(folder) / "whole")]
    table = Table("the bundled pack", "seconds", "", "wanted")
    for name, took, shown, wanted in rows:
        table.add_row(name, f"{took:.2f}", shown, wanted)
    Console().print(table)


def _rates(clauses: Sequence[Clause], folder: Path) -> list[Row]:
    """A part of the corpus after the other, bare and into an index of its own, so that both ways meet the same load."""
    embedder = MiniLM()
    open_clause_index(folder / "first", clauses[:1], "", embedder)  # loads what is loaded late
    timed = [_part(clauses[n::PARTS], folder / str(n), embedder) for n in range(PARTS)]
    texts, bare, index = (sum(column) for column in zip(*timed, strict=True))
    return [
        ("bare embedding", bare, f"{texts / bare:.0f} texts/s", ""),
        ("indexing", index, f"{texts / index:.0f} texts/s, {bare / index:.0%} of the embedder's", "80%"),
    ]


def _part(clauses: Sequence[Clause], data_dir: Path, embedder: Embedder) -> tuple[int, float, float]:
    """How many texts, and the seconds of both ways."""
    texts = sorted(set(lay_out(clauses)[0]))
    bare = seconds(lambda: embedder.embed(texts))
    return len(texts), bare, seconds(lambda: open_clause_index(data_dir, clauses, "", embedder))


def _again(corpus: Path, folder: Path) -> list[Row]:
    embedder = MiniLM()
    index_corpus(corpus, folder, embedder)
    unchanged = median(seconds(lambda: index_corpus(corpus, folder, embedder)) for _ in range(PARTS))
    _edit_one_example(corpus)
    changed = seconds(lambda: index_corpus(corpus, folder, embedder))
    return [("again, unchanged", unchanged, "", "0.3 s"), ("again, one example edited", changed, "", "1 s")]


def index_corpus(corpus: Path, data_dir: Path, embedder: Embedder) -> None:
    library = load_library(corpus)
    open_clause_index(data_dir, library.clauses, library.fingerprint, embedder)


def _edit_one_example(corpus: Path) -> None:
    path = corpus / "pricing-v2.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(EXAMPLE, f"{EXAMPLE}truly, ", 1), encoding="utf-8")


if __name__ == "__main__":
    main()
