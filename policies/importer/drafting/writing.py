"""Writes a draft policy file, with notes to its owner as comments."""

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from domain.clause import ClauseKind, Relation
from policies.importer.drafting.draft import DraftClause, DraftSection, DraftStructure
from policies.importer.drafting.front_matter import DraftFrontMatter
from policies.importer.labels.inline import escape_markdown
from policies.importer.structure.blocks import Block, BlockKind

WIDTH = 120
_LINE_BEGINS = re.compile(r"^(?:(?P<mark>[#>+=~|:-])|(?P<digits>\d{1,9})(?P<dot>[.)]))")
_NOTE_MARK = re.compile(r"\\\[[^\[\]\s]{1,40}\]")
_NUMBERED = re.compile(r"(\d{1,9})[.)]")


@dataclass
class DraftText:
    """The lines of the draft file. `owner_notes` are triples of line number, what it concerns, and text."""

    lines: list[str] = field(default_factory=list)
    owner_notes: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, *lines: str) -> None:
        self.lines += lines

    def add_note(self, where: str, text: str) -> None:
        self.add(f"<!-- owner: {_safe_in_comment(' '.join(text.split()))} -->")
        self.owner_notes.append((len(self.lines), where, " ".join(text.split())))


def write_draft(front_matter: DraftFrontMatter, structure: DraftStructure) -> DraftText:
    draft = DraftText()
    _write_front_matter(draft, front_matter)
    draft.add("", f"# {heading_text(escape_markdown(front_matter.title))}", "")
    rules = sum(clause.kind is ClauseKind.RULE for clause in structure.clauses)
    if rules:
        note = f"severity and points are defaults in all {rules} rules: set them, and add examples and teaching"
        draft.add_note("the whole policy", note)
        draft.add("")
    counts_violations = any(clause.ladder and not clause.ladder.counts_points for clause in structure.clauses)
    for section in structure.sections:
        _write_section(draft, section, front_matter.title)
    for clause in structure.clauses:
        _write_clause(draft, clause, front_matter.title, counts_violations)
    while draft.lines[-1] == "":
        draft.lines.pop()
    return draft


def _write_front_matter(draft: DraftText, front_matter: DraftFrontMatter) -> None:
    draft.add("---", f"id: {front_matter.id}", f"title: {front_matter.quoted_title}")
    for name, value, note in front_matter.fields:
        draft.add(f"{name}: {value}" + (f"  # owner: {note}" if note else ""))
        if note:
            draft.owner_notes.append((len(draft.lines), "the front matter", note))
    if not any(name == "markets" for name, *_ in front_matter.fields):
        draft.add("# owner: add markets: [US, EU] if the policy does not apply everywhere")
        note = "add markets if the policy does not apply everywhere"
        draft.owner_notes.append((len(draft.lines), "the front matter", note))
    draft.add("---")


def _write_section(draft: DraftText, section: DraftSection, title: str) -> None:
    body = list(body_lines(section.blocks, section.depths))
    if section.heading and section.heading.markdown and section.heading.text != title:
        draft.add(f"### {heading_text(section.heading.markdown)}", "")
    if section.after and body:
        draft.add_note("the introduction", f"in the source this comes after {section.after}: check the order")
        draft.add("")
    if section.owner_note:
        draft.add_note("the introduction", section.owner_note)
        draft.add("")
    draft.add(*body)


def _write_clause(draft: DraftText, clause: DraftClause, document: str, counts_violations: bool) -> None:
    """`counts_violations`: whether the ladder of the source counts violations, so that each is one point."""
    passage = clause.passage
    for block in passage.headings:
        if block.text and block.text != document:
            draft.add(f"<!-- section: {_safe_in_comment(' '.join([block.number_text, block.text]).strip())} -->", "")
    title = passage.title_block.markdown if passage.title_block and passage.title else escape_markdown(clause.title)
    draft.add(f"## {clause.id} {heading_text(title)}", "")
    for note in dict.fromkeys(clause.owner_notes):
        draft.add_note(clause.id, note)
    if clause.owner_notes:
        draft.add("")
    draft.add(*_fields(clause, counts_violations), "")
    places = clause.text_places
    body = list(body_lines([passage.blocks[n] for n in places], [passage.depths[n] for n in places]))
    draft.add(*(body or [*_wrapped(title), ""]))
    draft.add(*_examples(clause))
    draft.add(*(clause.ladder.table() if clause.ladder else ()))


def _examples(clause: DraftClause) -> Iterator[str]:
    for title, texts in (
        ("Violating examples", clause.examples.violating),
        ("Compliant examples", clause.examples.compliant),
    ):
        if texts:
            yield from (f"### {title}", "", *map(_example_line, texts), "")


def _example_line(markdown: str) -> str:
    return "- " + _LINE_BEGINS.sub(_escaped_begin, " ".join(markdown.split()))


def _fields(clause: DraftClause, counts_violations: bool) -> Iterator[str]:
    yield f"- **kind**: {clause.kind}"
    if clause.kind is ClauseKind.RULE:
        yield "- **severity**: medium"
        yield f"- **points**: {int(counts_violations)}"
    if clause.markets:
        yield f"- **markets**: {', '.join(clause.markets)}"
    yield from clause.ladder.lines() if clause.ladder else ()
    for relation in Relation:
        if targets := clause.references.get(relation):
            yield f"- **{relation}**: {', '.join(targets)}"


def heading_text(markdown: str) -> str:
    """A title on one line; hashes are escaped, since Markdown would drop a closing one."""
    title = re.sub(r"(?<!\\)[.:]$", "", _NOTE_MARK.sub("", markdown).strip())
    return re.sub(r"(?<!\\)#", r"\\#", title.strip()) or "Untitled"


def body_lines(blocks: Sequence[Block], depths: Sequence[int]) -> Iterator[str]:
    """The lines of paragraphs and lists, each followed by an empty line."""
    previous_depth = -1
    for block, depth in zip(blocks, depths, strict=True):
        if not block.text:
            continue
        in_list = block.kind in (BlockKind.ITEM, BlockKind.BULLET, BlockKind.ROW)
        if previous_depth >= 0 and not in_list:
            yield ""
        if in_list:
            previous_depth = min(depth, previous_depth + 1)
            yield from _item(block, previous_depth)
        else:
            previous_depth = -1
            yield from _wrapped(block.markdown)
            yield ""
    if previous_depth >= 0:
        yield ""


def _item(block: Block, depth: int) -> Iterator[str]:
    """The lines of a list item. A number becomes its marker; another label goes before the text."""
    numbered = _NUMBERED.fullmatch(block.number_text)
    marker = f"{numbered[1]}." if numbered else "*"
    text = (
        block.markdown
        if numbered or not block.number_text
        else f"{escape_markdown(block.number_text)} {block.markdown}"
    )
    indent = "    " * depth
    first, *rest = _wrapped(text, len(indent) + len(marker) + 1)
    yield f"{indent}{marker} {first}"
    yield from (f"{indent}{' ' * len(marker)} {line}" for line in rest)


def _wrapped(markdown: str, margin: int = 0) -> list[str]:
    lines = textwrap.wrap(markdown, max(WIDTH - margin, 40), break_long_words=False, break_on_hyphens=False)
    return [_LINE_BEGINS.sub(_escaped_begin, line) for line in lines]


def _escaped_begin(match: "re.Match[str]") -> str:
    return f"\\{match['mark']}" if match["mark"] else f"{match['digits']}\\{match['dot']}"


def _safe_in_comment(text: str) -> str:
    return re.sub(r"-(?=-)|-(?=>)|(?<=-)-", "- ", text)
