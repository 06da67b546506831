"""The shortlist of a decision that needs review: the likeliest rules, and what speaks for and against each."""

from collections.abc import Iterator, Mapping, Sequence

import rich.text
from rich.console import Group, RenderableType
from rich.padding import Padding

from cli.views.console import Text, labelled_rows, section
from cli.views.finding_view import quote_in_context
from domain.case import Case
from domain.clause import Clause
from domain.finding import ShortlistedClause, SimilarExample
from domain.media_places import place_words
from prompts.untrusted import one_line, shortened

MAX_CLAUSE_CHARS, MAX_EXAMPLE_CHARS = 300, 200


def shortlist_view(
    case: Case, shortlist: Sequence[ShortlistedClause], clauses: Mapping[str, Clause], *, plain: bool
) -> RenderableType:
    """`clauses` by id, and `plain`, as in `finding_view`."""
    listed = (_listed(number, one, clauses.get(one.clause_id), case, plain) for number, one in enumerate(shortlist, 1))
    return section("The likeliest rules", *listed, style="bold yellow")


def _listed(number: int, one: ShortlistedClause, clause: Clause | None, case: Case, plain: bool) -> RenderableType:
    head = Text.assemble((f"{number}. {one.clause_id} {one.title}".rstrip(), "bold"))
    if one.probability is not None:
        head.append(f"  {one.probability:.0%}", style="dim")
    rows = labelled_rows(_rows(one, clause, case, plain))
    return Padding(Group(head, Padding(rows, (0, 0, 0, 3))), (0, 0, 0, 1))


def _rows(
    one: ShortlistedClause, clause: Clause | None, case: Case, plain: bool
) -> Iterator[tuple[str, str | rich.text.Text]]:
    if clause is not None:
        text = shortened(one_line(clause.text), MAX_CLAUSE_CHARS)
        yield "clause", Text.assemble((text, "italic"), f" (similarity {one.similarity:.2f})")
    yield one.quote.item_id, quote_in_context(case, one.quote, plain=plain)
    if one.quote.region:
        yield "where", one_line(place_words(one.quote.region))
    if one.shared_words:
        yield "words", ", ".join(one.shared_words)
    if one.violating_example is not None:
        yield "violating", _example(one.violating_example)
    if one.compliant_example is not None:
        yield "compliant", _example(one.compliant_example)


def _example(example: SimilarExample) -> str:
    return f"“{shortened(one_line(example.text), MAX_EXAMPLE_CHARS)}” (similarity {example.similarity:.2f})"
