"""`clausewise search`: finds the clauses in force that are most similar to a text."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJsonLines, AsOf, Market, Policies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from domain.clause import Clause
    from retrieval.index import Hit

MAX_SNIPPET_CHARS = 240


def search(
    query: Annotated[str, typer.Argument(help="The text to search for, in the words of a creator or of a policy.")],
    limit: Annotated[int, typer.Option(min=1, help="The maximum number of clauses.")] = 5,
    as_of: AsOf = None,
    market: Market = None,
    policies: Policies = None,
    as_json: AsJsonLines = False,
) -> None:
    """Find the clauses in force that are most similar to a text."""
    with report_errors():
        from agent.build import build_corpus
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines, out, progress, text_width
        from domain.errors import InputError

        if not query.strip():
            raise InputError('the query is empty: give a text, such as "cures arthritis"')
        settings = read_settings(policies=policies)
        with progress("Loading policies") as advance:
            corpus = build_corpus(settings, advance)
        clauses = corpus.search(query, as_of or datetime.now(UTC).date(), market and market.upper(), limit)
        if not clauses:
            raise InputError("no clause is in force on that day in that market: give another --as-of or --market")
        if as_json:
            echo_json_lines(_found(clause, hit) for clause, hit in clauses)
            return
        for block in _blocks(clauses):
            out.print(block, width=text_width(out))


def _found(clause: "Clause", hit: "Hit") -> "dict[str, object]":
    about = {"id": clause.id, "version": clause.version, "kind": clause.kind, "title": clause.title}
    scores = {"score": hit.score, "embedding": hit.dense, "words": hit.lexical}
    return {**about, "markets": sorted(clause.markets), "text": clause.text, **scores}


def _blocks(clauses: "Iterable[tuple[Clause, Hit]]") -> "Iterable[RenderableType]":
    from rich.padding import Padding

    from cli.views.console import Text, section
    from prompts.untrusted import one_line, shortened

    for clause, hit in clauses:
        markets = f" · {', '.join(sorted(clause.markets))}" if clause.markets else ""
        scores = f"score {hit.score:.2f} (embedding {hit.dense:.2f}, words {hit.lexical:.2f})"
        snippet = shortened(one_line(clause.text), MAX_SNIPPET_CHARS)
        text = Text.assemble((f"{clause.kind}{markets} · {scores}", "dim"), f"\n{snippet}")
        yield section(f"{clause.id} {clause.title}", Padding(text, (0, 0, 0, 2)))
