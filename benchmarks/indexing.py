"""How fast a corpus is indexed beside the bare embedder, and again after a change: `python -m benchmarks.indexing`."""

import shutil
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.clock import seconds
from policies.corpus_path import BUNDLED
from policies.library import load_library
from retrieval.clause_index import open_clause_index
from retrieval.clause_rows import lay_out
from retrieval.embedder import Embedder
from retrieval.minilm import MiniLM

EXAMPLE = "\n### Breaks it\n\n- "
Row = tuple[str, float, str, str]  # what is measured, seconds, how much, what is wanted


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status("indexing"):
        corpus = Path(folder) / "corpus"
        shutil.copytree(BUNDLED, corpus)
        rows = [*_rates(corpus, Path(folder)), *_again(corpus, Path(folder))]
    table = Table("the bundled pack", "seconds", "", "wanted")
    for name, took, shown, wanted in rows:
        table.add_row(name, f"{took:.2f}", shown, wanted)
    Console().print(table)


def _rates(corpus: Path, folder: Path) -> list[Row]:
    """Both ways once to load what is loaded late, then the bare one before and after the index."""
    embedder, library = MiniLM(), load_library(corpus)
    texts = sorted(set(lay_out(library.clauses)[0]))
    open_clause_index(folder / "small", library.clauses[:1], "", embedder)
    before = seconds(lambda: embedder.embed(texts))
    index = seconds(lambda: index_corpus(corpus, folder, embedder))
    bare = (before + seconds(lambda: embedder.embed(texts))) / 2
    rate = f"{len(texts) / index:.0f} texts/s, {bare / index:.0%} of the embedder's"
    return [
        ("bare embedding", bare, f"{len(texts) / bare:.0f} texts/s", ""),
        ("corpus read and indexed", index, rate, "80%"),
    ]


def _again(corpus: Path, folder: Path) -> list[Row]:
    embedder = MiniLM()
    unchanged = seconds(lambda: index_corpus(corpus, folder, embedder))
    _edit_one_example(corpus)
    changed = seconds(lambda: index_corpus(corpus, folder, embedder))
    return [("again, unchanged", unchanged, "", "0.3 s"), ("again, one example edited", changed, "", "1 s")]


def index_corpus(corpus: Path, data_dir: Path, embedder: Embedder) -> None:
    library = load_library(corpus)
    open_clause_index(data_dir, library.clauses, library.fingerprint, embedder)


def _edit_one_example(corpus: Path) -> None:
    path = corpus / "pricing.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(EXAMPLE, f"{EXAMPLE}truly, ", 1), encoding="utf-8")


if __name__ == "__main__":
    main()
