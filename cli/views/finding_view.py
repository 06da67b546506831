"""One finding: the clause with its text, and the quoted words marked inside the content."""

from collections.abc import Iterator, Mapping

import rich.text
from rich.console import Group, RenderableType
from rich.padding import Padding

from cli.views.console import Text, labelled_rows, spaced
from domain.case import Case
from domain.clause import Clause
from domain.finding import ContentQuote, Finding, FindingStatus
from domain.media_places import place_words, seen_words
from prompts.untrusted import one_line, shortened

STATUS_COLOURS = {
    FindingStatus.VIOLATED: "red",
    FindingStatus.UNCLEAR: "yellow",
    FindingStatus.EXEMPTED: "cyan",
    FindingStatus.SATISFIED: "green",
    FindingStatus.NOT_APPLICABLE: "dim",
}
CONTEXT_CHARS = 90
MAX_CLAUSE_CHARS = 600
MAX_QUOTE_CHARS = 400


def finding_view(finding: Finding, case: Case, clauses: Mapping[str, Clause], *, plain: bool) -> RenderableType:
    """`plain`: the console shows no styles, so the quoted words are set between » and «."""
    head = Text.assemble((_clause_label(finding.clause_id, clauses), "bold"), "  ")
    head.append(spaced(finding.status), style=STATUS_COLOURS[finding.status])
    head.append(f" {finding.probability:.0%}", style="dim")
    rows = labelled_rows(_rows(finding, case, clauses, plain))
    return Padding(Group(head, Padding(rows, (0, 0, 0, 2))), (1, 0, 0, 1))


def _rows(
    finding: Finding, case: Case, clauses: Mapping[str, Clause], plain: bool
) -> Iterator[tuple[str, str | rich.text.Text]]:
    clause = clauses.get(finding.clause_id)
    text = finding.clause_quote or (clause.text if clause else "")
    if text:
        yield "clause", Text(_clause_text(text, finding.clause_id), style="italic")
    for quote in finding.content_quotes:
        yield quote.item_id, quote_in_context(case, quote, plain=plain)
        if quote.region:
            yield "where", _printable(place_words(quote.region))
    for citation in finding.pictures:
        yield "seen", _printable(seen_words(citation))
    for fact in finding.facts:
        yield "fact", _printable(f"{fact.name} = {fact.value}")
    if finding.exception_id:
        yield "exception", _clause_label(finding.exception_id, clauses)
    for name in finding.missing_evidence:
        yield "missing", name


def _clause_label(clause_id: str, clauses: Mapping[str, Clause]) -> str:
    return f"{clause_id} {clauses[clause_id].title}".rstrip() if clause_id in clauses else clause_id


def _clause_text(text: str, clause_id: str) -> str:
    short = shortened(one_line(text), MAX_CLAUSE_CHARS)
    return f"{short} (full text: clausewise policies show {clause_id})" if short.endswith("…") else short


def quote_in_context(case: Case, quote: ContentQuote, *, plain: bool) -> rich.text.Text:
    """The quote in reverse video, or between » and «, with up to `CONTEXT_CHARS` characters on either side."""
    item = case.item(quote.item_id)
    text = item.text if item else quote.text
    start, end = (quote.start, quote.end) if item else (0, len(text))
    before, after = _printable(_last_words(text[:start])), _printable(_first_words(text[end:]))
    quoted = shortened(_printable(quote.text), MAX_QUOTE_CHARS)
    return Text.assemble((before, "dim"), (f"»{quoted}«" if plain else quoted, "bold reverse"), (after, "dim"))


def _last_words(text: str) -> str:
    if len(text) <= CONTEXT_CHARS:
        return text.lstrip()
    cut = text[-CONTEXT_CHARS:]
    return f"… {cut.split(maxsplit=1)[-1] if ' ' in cut.strip() else cut}"


def _first_words(text: str) -> str:
    if len(text) <= CONTEXT_CHARS:
        return text.rstrip()
    cut = text[:CONTEXT_CHARS]
    return f"{cut.rsplit(maxsplit=1)[0] if ' ' in cut.strip() else cut} …"


def _printable(text: str) -> str:
    """Line breaks and other white space become blanks: they would move the text around them."""
    return "".join(" " if c.isspace() else c for c in text)
