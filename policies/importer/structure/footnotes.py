"""Moves footnotes to the passages that name them: `[^1]: …`, and paragraphs that begin with `[1]`, `¹` or `†`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policies.importer.labels.clause_kinds import is_binding
from policies.importer.structure.blocks import Block, BlockKind
from policies.importer.structure.passages import Passage

_MARK = re.compile(r"\[[^\[\]\s]{1,40}\]|[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]{1,3}|[\u2020\u2021]")
_UNIT_BEFORE = re.compile(r"(?:^|[\W\d])(?:[cdkm]?m|ft|in|km)$")
_MIN_CONTINUATION_INDENT = 2


@dataclass(frozen=True)
class Footnotes:
    """The notes by their marks, each with the blocks of its text; `blocks` are those of the text without them."""

    blocks: list[Block]
    notes: dict[str, tuple[Block, ...]]


def take_footnotes(blocks: Sequence[Block]) -> Footnotes:
    """A note that nothing names stays where it is."""
    marks = {id(block): _note_mark(block) for block in blocks}
    named = {mark for block in blocks for mark in _named_marks(block) if mark != marks[id(block)]}
    others: list[Block] = []
    notes: dict[str, tuple[Block, ...]] = {}
    current = ""
    for block in blocks:
        mark = marks[id(block)]
        if mark in named and mark not in notes:
            current = mark
            notes[mark] = (_as_note(block),)
        elif current and block.kind is BlockKind.PARAGRAPH and block.first_indent >= _MIN_CONTINUATION_INDENT:
            notes[current] += (replace(block, kind=BlockKind.NOTE),)
        else:
            current = current if block.kind is BlockKind.EMPTY else ""
            others.append(block)
    return Footnotes(others, notes)


def _as_note(block: Block) -> Block:
    """The block with its mark as part of the text."""
    note = replace(block, kind=BlockKind.NOTE)
    if block.kind is not BlockKind.ITEM or block.label is None:
        return note
    first, *rest = block.pieces
    return replace(
        note,
        label=None,
        pieces=(replace(first, shown=f"{block.number_text} ", markdown=f"\\{block.number_text} "), *rest),
    )


def _note_mark(block: Block) -> str:
    """The mark with which a note begins; empty if the block is no note."""
    if block.note:
        return block.note
    if block.kind is BlockKind.ITEM and block.label:
        mark = block.number_text if block.number_text.startswith("[") else ""
    else:
        match = _MARK.match(block.text) if block.kind is BlockKind.PARAGRAPH else None
        mark = match.group() if match else ""
    return "" if not mark or is_binding(block.text) else mark


def _named_marks(block: Block) -> Iterator[str]:
    for match in _MARK.finditer(block.text):
        is_unit = match.group() in "\u00b2\u00b3" and _UNIT_BEFORE.search(block.text[: match.start()][-4:])
        if not is_unit and (match.start() or block.kind in (BlockKind.HEADING, BlockKind.ROW)):
            yield match.group()


def attach_footnotes(passages: Sequence[Passage], footnotes: Footnotes) -> list[Passage]:
    """Each passage with the notes that it names, at its end."""
    return [_with_notes(passage, footnotes.notes) for passage in passages] if footnotes.notes else list(passages)


def _with_notes(passage: Passage, notes: dict[str, tuple[Block, ...]]) -> Passage:
    own = [*passage.headings, *([passage.title_block] if passage.title_block else []), *passage.blocks]
    marks = dict.fromkeys(mark for block in own for mark in _named_marks(block) if mark in notes)
    marks |= dict.fromkeys(m for mark in [*marks] for block in notes[mark] for m in _named_marks(block) if m in notes)
    added = tuple(block for mark in marks for block in notes[mark])
    return replace(passage, blocks=(*passage.blocks, *added), depths=(*passage.depths, *(0 for _ in added)))
