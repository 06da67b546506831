"""`clausewise index`: the index and what is learned from it, built before anybody waits for a verdict."""

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import edge
from cli.input.options import Policies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.embedder import Embedder, Vectors


@dataclass
class Counting:
    """An embedder that knows how many texts it was given."""

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
    shipping: Annotated[
        bool, typer.Option("--ship", help="Write vectors and model beside the policies, for others.")
    ] = False,
) -> None:
    """Build or refresh the index of the policies and the model learned from it."""
    with edge():
        from agent.build import build_corpus, build_embedder, build_local, ship
        from agent.settings import read_settings
        from cli.views.console import out, progress
        from cli.views.layout import count

        began = perf_counter()
        settings = read_settings(policies=policies)
        embedder = Counting(build_embedder(settings.embedder))
        with progress("Indexing") as advance:
            shelf = build_corpus(settings, advance, embedder)
            build_local(shelf)
        if shipping:
            ship(shelf)
        texts = len(shelf.index.matrix) + (len(shelf.precedents.precedents) if shelf.precedents else 0)
        clauses = count(len(shelf.library.clauses), "clause")
        took = perf_counter() - began
        out.print(
            f"{clauses} in {count(texts, 'text')}: {embedder.texts:,} embedded, {max(0, texts - embedder.texts):,} "
            f"known already; {took:.1f} s; {settings.data_dir}",
            markup=False,
            soft_wrap=True,
        )
