"""The proof under a verdict: a clause with its words, and the content's own line marked where it stands."""

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from cli.views.layout import hanging
from domain.case import Case
from domain.clause import Clause
from domain.finding import ContentQuote, Finding, FindingStatus
from prompts.untrusted import one_line, shortened

WORD = {
    FindingStatus.VIOLATED: ("broken", "red"),
    FindingStatus.UNCLEAR: ("unclear", "yellow"),
    FindingStatus.EXEMPTED: ("exempted", "cyan"),
    FindingStatus.SATISFIED: ("kept", "green"),
    FindingStatus.NOT_APPLICABLE: ("not applicable", "dim"),
}
AROUND = 90
LONGEST_RULE = 600
LONGEST_QUOTE = 400
JOINERS = "\u200c\u200d"


def proof(finding: Finding, case: Case, clauses: Mapping[str, Clause], *, plain: bool) -> RenderableType:
    """`plain` where the console shows no styles, so that the marked words are set between marks."""
    word, colour = WORD[finding.status]
    head = Text.assemble((_named(finding.clause_id, clauses), "bold"), "  ", (word, colour))
    head.append(f" {finding.probability:.0%}", style="dim")
    rows = hanging(_rows(finding, case, clauses, plain))
    return Padding(Group(head, Padding(rows, (0, 0, 0, 2))), (1, 0, 0, 1))


def _rows(finding: Finding, case: Case, clauses: Mapping[str, Clause], plain: bool) -> Iterator[tuple[str, str | Text]]:
    words = finding.clause_quote or (clauses[finding.clause_id].text if finding.clause_id in clauses else "")
    if words:
        yield "rule", Text(_rule(words, finding.clause_id), style="italic")
    for quote in finding.content_quotes:
        yield quote.item_id, marked(case, quote, plain=plain)
    for fact in finding.facts:
        yield "fact", one_line(f"{fact.name} = {fact.value}")
    if finding.exception_id:
        yield "exception", _named(finding.exception_id, clauses)
    for name in finding.missing_evidence:
        yield "missing", name


def _named(clause_id: str, clauses: Mapping[str, Clause]) -> str:
    return f"{clause_id} {clauses[clause_id].title}".rstrip() if clause_id in clauses else clause_id


def _rule(words: str, clause_id: str) -> str:
    short = shortened(one_line(words), LONGEST_RULE)
    return f"{short} (whole: clausewise policies show {clause_id})" if short.endswith("…") else short


def marked(case: Case, quote: ContentQuote, *, plain: bool) -> Text:
    """The quoted words in reverse video, or between »marks«, with a little of what stands around them."""
    item = case.item(quote.item_id)
    words = item.text if item else quote.text
    start, end = (quote.start, quote.end) if item else (0, len(words))
    before, after = _flat(_end_of(words[:start])), _flat(_start_of(words[end:]))
    middle = shortened(_flat(quote.text), LONGEST_QUOTE)
    said = f"»{middle}«" if plain else middle
    return Text.assemble((before, "dim"), (said, "bold reverse"), (after, "dim"))


def _end_of(text: str) -> str:
    if len(text) <= AROUND:
        return text.lstrip()
    cut = text[-AROUND:]
    return f"… {cut.split(maxsplit=1)[-1] if ' ' in cut.strip() else cut}"


def _start_of(text: str) -> str:
    if len(text) <= AROUND:
        return text.rstrip()
    cut = text[:AROUND]
    return f"{cut.rsplit(maxsplit=1)[0] if ' ' in cut.strip() else cut} …"


def _flat(text: str) -> str:
    """Each character that moves what is around it, such as a line break, as a blank."""
    return "".join(c if c.isprintable() or c in JOINERS else " " for c in text)
