"""A policy file in Markdown, read whole into a PolicyDocument or refused with everything that is wrong in it."""

from collections.abc import Mapping

from domain.ladder import Ladder
from domain.policy import PolicyDocument
from policies.parsing.blocks import Section
from policies.parsing.clauses import read_clause
from policies.parsing.diagnostics import Complaints
from policies.parsing.front_matter import read_front
from policies.parsing.ladders import read_ladder
from policies.parsing.markdown_outline import read_outline


def read_policy(content: bytes, file: str, groups: Mapping[str, frozenset[str]] | None = None) -> PolicyDocument:
    """The policy in the file's content. `file` names it in errors; `groups` maps a name to the markets it stands for.
    Raises CorpusErrors."""
    complaints = Complaints(file)
    outline = read_outline(decode(content, complaints), complaints)
    document = read_front(outline.front, groups or {}, complaints)
    read = [(section, *read_clause(section, document, groups or {}, complaints)) for section in outline.clauses]
    if not read:
        complaints.add(1, "there are no clauses", "open each clause with a heading such as ## HLT-2.1 Title")
    ladders = [
        (section, ladder) for section, clause, fields in read if (ladder := read_ladder(clause, section, fields))
    ]
    _expect_one(ladders, complaints)
    complaints.settle()
    clauses = tuple(clause for _, clause, _ in read)
    return document.model_copy(update={"clauses": clauses, "ladder": ladders[0][1] if ladders else None})


def decode(content: bytes, complaints: Complaints) -> str:
    """The text of a file. Raises CorpusErrors where it is not UTF-8, for nothing else can be read then."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        complaints.add(line, f"the byte {content[error.start]:#04x} is not UTF-8", "save the file as UTF-8")
        complaints.settle()
        raise


def _expect_one(ladders: list[tuple[Section, Ladder]], complaints: Complaints) -> None:
    for section, _ in ladders[1:]:
        first = ladders[0][1].clause_id
        complaints.add(section.line, "a second ladder in one document", f"keep one; the first is in {first}")
