"""`clausewise index`: builds the index of the policies and trains the local judge in advance."""

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, Policies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.embedder import Embedder, Vectors


@dataclass
class CountingEmbedder:
    """Counts the texts that it embeds."""

    embedder: "Embedder"
    texts: int = 0

    @property
    def name(self) -> str:
        return self.embedder.name

    @property
    def dimensions(self) -> int:
        return self.embedder.dimensions

    @property
    def max_tokens(self) -> int:
        return self.embedder.max_tokens

    @property
    def languages(self) -> frozenset[str] | None:
        return self.embedder.languages

    def embed(self, texts: "Sequence[str]") -> "Vectors":
        self.texts += len(texts)
        return self.embedder.embed(texts)


def index(
    policies: Policies = None,
    save_precomputed: Annotated[
        bool,
        typer.Option("--save-precomputed", help="Also write vectors and classifier into the folder of the policies."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Build or update the index of the policies and the classifier trained from them."""
    with report_errors():
        from agent.build import build_corpus, build_embedder, export_precomputed
        from agent.build_judge import build_local_judge
        from agent.settings import read_settings
        from cli.views.console import count, print_result, progress

        started = perf_counter()
        settings = read_settings(policies=policies)
        embedder = CountingEmbedder(build_embedder(settings.embedder))
        with progress("Indexing") as advance:
            corpus = build_corpus(settings, advance, embedder)
            build_local_judge(corpus)
        if save_precomputed:
            export_precomputed(corpus)
        texts = len(corpus.index.matrix) + (len(corpus.precedents.precedents) if corpus.precedents else 0)
        clauses, cached, seconds = len(corpus.library.clauses), max(0, texts - embedder.texts), perf_counter() - started
        line = (
            f"{count(clauses, 'clause')}, {count(texts, 'text')}: {embedder.texts:,} embedded, {cached:,} cached; "
            f"{seconds:.1f} s; {settings.data_dir}"
        )
        counts = {"clauses": clauses, "texts": texts, "embedded": embedder.texts, "cached": cached}
        print_result(line, {**counts, "seconds": round(seconds, 1), "data_dir": settings.data_dir}, as_json=as_json)
