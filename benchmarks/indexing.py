"""Speed of indexing a corpus, beside embedding only, and after a change: `python -m benchmarks.indexing`."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.timing import elapsed_seconds
from domain.clause import Clause
from policies.corpus_path import BUNDLED_CORPUS
from policies.library import load_library
from retrieval.clause_texts import embedding_texts
from retrieval.embedder import Embedder
from retrieval.index import open_clause_index
from retrieval.minilm import MiniLM

PARTS = 5
EXAMPLE = "\n### Violating examples\n\n- "
Row = tuple[str, float, str, str]  # name, seconds, rate, goal


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status("indexing"):
        corpus = Path(folder) / "corpus"
        shutil.copytree(BUNDLED_CORPUS, corpus)
        rows = [*_measure_rates(load_library(corpus).clauses, Path(folder)), *_measure_updates(corpus, Path(folder))]
    table = Table("the bundled corpus", "seconds", "rate", "goal")
    for name, seconds, rate, goal in rows:
        table.add_row(name, f"{seconds:.2f}", rate, goal)
    Console().print(table)


def _measure_rates(clauses: Sequence[Clause], folder: Path) -> list[Row]:
    """Part by part, embedded and indexed in turn, so that both meet the same load."""
    embedder = MiniLM()
    open_clause_index(folder / "first", clauses[:1], "", embedder)  # lazy loading
    measured = [_measure_part(clauses[n::PARTS], folder / str(n), embedder) for n in range(PARTS)]
    texts, embedding, indexing = (sum(column) for column in zip(*measured, strict=True))
    share = f"{embedding / indexing:.0%} of embedding only"
    return [
        ("embedding only", embedding, f"{texts / embedding:.0f} texts/s", ""),
        ("indexing", indexing, f"{texts / indexing:.0f} texts/s, {share}", "80%"),
    ]


def _measure_part(clauses: Sequence[Clause], data_dir: Path, embedder: Embedder) -> tuple[int, float, float]:
    """The number of texts, and the seconds of embedding and indexing."""
    texts = sorted(set(embedding_texts(clauses)[0]))
    embedding = elapsed_seconds(lambda: embedder.embed(texts))
    return len(texts), embedding, elapsed_seconds(lambda: open_clause_index(data_dir, clauses, "", embedder))


def _measure_updates(corpus: Path, folder: Path) -> list[Row]:
    embedder, data_dir = MiniLM(), folder / "updates"
    index_corpus(corpus, data_dir, embedder)
    unchanged = median(elapsed_seconds(lambda: index_corpus(corpus, data_dir, embedder)) for _ in range(PARTS))
    _edit_one_example(corpus)
    changed = elapsed_seconds(lambda: index_corpus(corpus, data_dir, embedder))
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
