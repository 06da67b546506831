"""Parses a policy file in Markdown into a PolicyDocument, or refuses it with all its errors."""

from collections.abc import Mapping

from domain.ladder import Ladder
from domain.policy import PolicyDocument
from policies.parsing.clauses import read_clause
from policies.parsing.diagnostics import Diagnostics
from policies.parsing.front_matter import read_front_matter
from policies.parsing.ladders import read_ladder
from policies.parsing.markdown import Section, read_outline


def read_policy(content: bytes, file: str, groups: Mapping[str, frozenset[str]] | None = None) -> PolicyDocument:
    """The policy of a file's content. `file` is its name in errors; `groups` maps a name to the markets it stands for.
    Raises CorpusErrors."""
    diagnostics = Diagnostics(file)
    outline = read_outline(decode(content, diagnostics), diagnostics)
    document = read_front_matter(outline.front_matter, groups or {}, diagnostics)
    parsed = [(section, *read_clause(section, document, groups or {}, diagnostics)) for section in outline.clauses]
    if not parsed:
        diagnostics.add(1, "there are no clauses", "open each clause with a heading such as ## HLT-2.1 Title")
    ladders = [
        (section, ladder) for section, clause, fields in parsed if (ladder := read_ladder(clause, section, fields))
    ]
    _refuse_second_ladder(ladders, diagnostics)
    diagnostics.raise_errors()
    clauses = tuple(clause for _, clause, _ in parsed)
    return document.model_copy(update={"clauses": clauses, "ladder": ladders[0][1] if ladders else None})


def decode(content: bytes, diagnostics: Diagnostics) -> str:
    """The text of a file. Raises CorpusErrors if it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        diagnostics.add(line, f"the byte {content[error.start]:#04x} is not UTF-8", "save the file as UTF-8")
        diagnostics.raise_errors()
        raise


def _refuse_second_ladder(ladders: list[tuple[Section, Ladder]], diagnostics: Diagnostics) -> None:
    for section, _ in ladders[1:]:
        first = ladders[0][1].clause_id
        diagnostics.add(section.line, "the document has a second ladder", f"keep one; the first is in {first}")
