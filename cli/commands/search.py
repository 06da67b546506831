"""`clausewise search`: the clauses in force that come nearest to some words."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import edge
from cli.input.options import AsOf, Market, Policies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from domain.clause import Clause
    from retrieval.index import Hit

SNIPPET = 240


def search(
    query: Annotated[str, typer.Argument(help="Words to look for, as a creator or a policy would say them.")],
    k: Annotated[int, typer.Option("--k", "-k", min=1, help="How many clauses.")] = 5,
    as_of: AsOf = None,
    market: Market = None,
    policies: Policies = None,
) -> None:
    """Find the clauses in force that come nearest to some words."""
    with edge():
        from agent.build import build_corpus
        from agent.settings import read_settings
        from cli.views.console import out, progress, text_width
        from domain.errors import InputError

        if not query.strip():
            raise InputError('there is nothing to look for: give some words, such as "cures arthritis"')
        settings = read_settings(policies=policies)
        with progress("Reading policies") as advance:
            shelf = build_corpus(settings, advance)
        found = shelf.search(query, as_of or datetime.now(UTC).date(), market and market.upper(), k)
        if not found:
            raise InputError("no clause is in force on that day in that market: give another --as-of or --market")
        for part in _view(found):
            out.print(part, width=text_width(out))


def _view(found: "Iterable[tuple[Clause, Hit]]") -> "Iterable[RenderableType]":
    from rich.padding import Padding
    from rich.text import Text

    from cli.views.layout import section
    from prompts.untrusted import one_line, shortened

    for clause, hit in found:
        where = f" · {', '.join(sorted(clause.markets))}" if clause.markets else ""
        about = f"{clause.kind}{where} · score {hit.score:.2f} (meaning {hit.dense:.2f}, words {hit.lexical:.2f})"
        words = Text.assemble((about, "dim"), f"\n{shortened(one_line(clause.text), SNIPPET)}")
        yield section(f"{clause.id} {clause.title}", Padding(words, (0, 0, 0, 2)))
