"""A draft written in our form, with its marks as comments, and the line each mark stands on."""

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from domain.clause import ClauseKind, Relation
from policies.importer.blocks import Block, Shape
from policies.importer.draft_clauses import Drafted
from policies.importer.drafts import DraftClause, Section
from policies.importer.front_matter import Front
from policies.importer.inline import spelled

WIDTH = 120

_LINE_BEGINS = re.compile(r"^(?:(?P<mark>[#>+=~|:-])|(?P<digits>\d{1,9})(?P<dot>[.)]))")
_NUMBERED = re.compile(r"(\d{1,9})[.)]")


@dataclass
class Sheet:
    """Lines as they are written. `marks` are the line number, where it belongs, and the words of each."""

    lines: list[str] = field(default_factory=list)
    marks: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, *lines: str) -> None:
        self.lines += lines

    def mark(self, where: str, text: str) -> None:
        told = re.sub(r"-(?=-)|-(?=>)|(?<=-)-", "- ", " ".join(text.split()))
        self.add(f"<!-- owner: {told} -->")
        self.marks.append((len(self.lines), where, " ".join(text.split())))


def write(front: Front, drafted: Drafted) -> Sheet:
    sheet = Sheet()
    _write_front(sheet, front)
    sheet.add("", f"# {heading(spelled(front.title))}", "")
    rules = sum(clause.kind is ClauseKind.RULE for clause in drafted.clauses)
    if rules:
        told = f"severity and points are stand-ins in every rule ({rules}), and none has examples or teaching yet"
        sheet.mark("the whole", told)
        sheet.add("")
    for section in drafted.sections:
        _write_section(sheet, section, front.title)
    for clause in drafted.clauses:
        _write_clause(sheet, clause, front.title)
    while sheet.lines[-1] == "":
        sheet.lines.pop()
    return sheet


def _write_front(sheet: Sheet, front: Front) -> None:
    sheet.add("---", f"id: {front.id}", f"title: {front.quoted_title}")
    for name, value, doubt in front.fields:
        sheet.add(f"{name}: {value}" + (f"  # owner: {doubt}" if doubt else ""))
        if doubt:
            sheet.marks.append((len(sheet.lines), "the front matter", doubt))
    sheet.add("# owner: add markets: [US, EU] where the policy does not hold everywhere")
    sheet.marks.append((len(sheet.lines), "the front matter", "add markets where the policy does not hold everywhere"))
    sheet.add("---")


def _write_section(sheet: Sheet, section: Section, title: str) -> None:
    words = list(words_of(section.blocks, section.depths))
    if section.heading and section.heading.written and section.heading.text != title:
        sheet.add(f"### {heading(section.heading.written)}", "")
    if section.after and words:
        sheet.mark("the introduction", f"in the source this stands after {section.after}")
        sheet.add("")
    if section.mark:
        sheet.mark("the introduction", section.mark)
        sheet.add("")
    sheet.add(*words)


def _write_clause(sheet: Sheet, clause: DraftClause, document: str) -> None:
    passage = clause.passage
    for block in passage.above:
        if block.text and block.text != document:
            sheet.add(f"<!-- section: {_harmless(' '.join([block.tag, block.text]).strip())} -->", "")
    title = passage.opener.written if passage.opener else spelled(clause.title)
    sheet.add(f"## {clause.id} {heading(title)}", "")
    for mark in dict.fromkeys(clause.marks):
        sheet.mark(clause.id, mark)
    if clause.marks:
        sheet.add("")
    sheet.add(*_fields(clause), "")
    words = list(words_of(passage.blocks, passage.depths))
    sheet.add(*(words or [*_wrapped(title), ""]))


def _fields(clause: DraftClause) -> Iterator[str]:
    yield f"- **kind**: {clause.kind}"
    if clause.kind is ClauseKind.RULE:
        yield "- **severity**: medium"
        yield "- **points**: 0"
    for relation in Relation:
        if targets := clause.references.get(relation):
            yield f"- **{relation}**: {', '.join(targets)}"


def heading(written: str) -> str:
    """A title on one line; a hash at its end would be read as markup."""
    title = re.sub(r"(?<!\\)[.:]$", "", written.strip())
    return re.sub(r"(?<!\\)#", r"\\#", title.strip()) or "Untitled"


def words_of(blocks: Sequence[Block], depths: Sequence[int]) -> Iterator[str]:
    """Paragraphs and lists, each paragraph and each list with an empty line behind it."""
    last = -1
    for block, wanted in zip(blocks, depths, strict=True):
        if not block.text:
            continue
        listed = block.shape in (Shape.ITEM, Shape.BULLET, Shape.ROW)
        if last >= 0 and not listed:
            yield ""
        if listed:
            last = min(wanted, last + 1)
            yield from _item(block, last)
        else:
            last = -1
            yield from _wrapped(block.written)
            yield ""
    if last >= 0:
        yield ""


def _item(block: Block, depth: int) -> Iterator[str]:
    """A line of a list. A number stays its marker, another label goes with the words."""
    numbered = _NUMBERED.fullmatch(block.tag)
    marker = f"{numbered[1]}." if numbered else "*"
    words = block.written if numbered or not block.tag else f"{spelled(block.tag)} {block.written}"
    indent = "    " * depth
    first, *rest = _wrapped(words, len(indent) + len(marker) + 1)
    yield f"{indent}{marker} {first}"
    yield from (f"{indent}{' ' * len(marker)} {line}" for line in rest)


def _wrapped(written: str, margin: int = 0) -> list[str]:
    lines = textwrap.wrap(written, max(WIDTH - margin, 40), break_long_words=False, break_on_hyphens=False)
    return [
        _LINE_BEGINS.sub(lambda m: f"\\{m['mark']}" if m["mark"] else f"{m['digits']}\\{m['dot']}", x) for x in lines
    ]


def _harmless(text: str) -> str:
    return re.sub(r"-(?=-)|-(?=>)|(?<=-)-", "- ", text)
