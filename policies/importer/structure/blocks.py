"""Reads the blocks of an imported text: headings, items and paragraphs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from policies.importer.labels.inline import Piece, PieceKind, markdown_text, read_inline, shown_text, split_pieces
from policies.importer.labels.number_labels import Label, read_label
from policies.importer.structure.grouping import Group, group_lines
from policies.importer.structure.lines import BOLD, Line, LineKind, read_lines

CAPITALS_RANK, BOLD_RANK, TITLE_RANK = 20, 65, 30  # ranks between the Markdown heading ranks 10 to 60
_MAX_TITLE_CHARS = 90
_MAX_TITLE_WORDS = 9
_CLOSING = re.compile(r"(?<![ \t])[ \t]++#++[ \t]*+\Z")
_NOT_A_TITLE = re.compile(r"copyright\b|\(c\)|\u00a9|https?:|@|.*\.{3}|.*\s{4,}\S|.*[<>=|]", re.I)


class BlockKind(StrEnum):
    HEADING = "heading"
    ITEM = "item"
    BULLET = "bullet"
    PARAGRAPH = "paragraph"
    ROW = "row"
    CODE = "code"
    NOTE = "note"
    EMPTY = "empty"


@dataclass(frozen=True)
class Block:
    """`rank` orders headings: the lower, the higher in the document. `indent` is that of all lines after the first.
    `line` is the first line, counted from 1. `is_guessed` marks a heading known only by its looks; `note` is the mark
    of a footnote; `is_row` marks a numbered row of a table."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    line: int
    label: Label | None = None
    rank: int = 0
    first_indent: int = 0
    indent: int = 0
    line_count: int = 1
    is_guessed: bool = False
    note: str = ""
    is_row: bool = False

    @cached_property
    def text(self) -> str:
        return shown_text(self.pieces)

    @cached_property
    def markdown(self) -> str:
        return markdown_text(self.pieces)

    @property
    def number_text(self) -> str:
        """Its number in the source, such as `4.2`; empty without one."""
        return self.label.text if self.label else ""

    def split(self, at: int) -> "tuple[Block, Block]":
        """The block before an offset of the source, and the rest as a paragraph without label."""
        before, after = split_pieces(self.pieces, at)
        return replace(self, pieces=before), replace(self, pieces=after, kind=BlockKind.PARAGRAPH, label=None)

    def offset(self, shown_at: int) -> int:
        """The offset in the source of the character at `shown_at` in the visible text."""
        for piece in self.pieces:
            if piece.kind is PieceKind.TEXT and shown_at < len(piece.shown):
                plain = len(piece.shown) == piece.end - piece.start
                return piece.start + shown_at if plain else piece.start
            shown_at -= len(piece.shown)
        return self.pieces[-1].end


_BLOCK_KINDS = {
    LineKind.OMITTED: BlockKind.EMPTY,
    LineKind.FENCE: BlockKind.EMPTY,
    LineKind.RULE: BlockKind.EMPTY,
    LineKind.ROW: BlockKind.ROW,
    LineKind.HEADING: BlockKind.HEADING,
    LineKind.ITEM: BlockKind.ITEM,
    LineKind.BULLET: BlockKind.BULLET,
    LineKind.TEXT: BlockKind.PARAGRAPH,
    LineKind.CODE: BlockKind.CODE,
    LineKind.NOTE: BlockKind.PARAGRAPH,
}


def read_blocks(source: str, is_marked_up: bool) -> list[Block]:
    groups = list(group_lines(read_lines(source, is_marked_up), is_marked_up))
    precedes_text = [False] * len(groups)
    for index, (_, following) in enumerate(pairwise(groups)):
        precedes_text[index] = following.kind in (LineKind.TEXT, LineKind.ITEM, LineKind.BULLET)
    return [
        _block(group, source, is_marked_up, precedes) for group, precedes in zip(groups, precedes_text, strict=True)
    ]


def document_title(blocks: Sequence[Block]) -> str:
    """The first heading of the highest Markdown level or the first of all, or the first line if it is short; else
    empty."""
    main = next(
        (block for block in blocks if block.kind is BlockKind.HEADING and block.rank == 10 and block.text), None
    )
    if main:
        return main.text
    for block in blocks:
        if block.kind is BlockKind.HEADING and block.text:
            return block.text
        if block.text:
            text = "".join(piece.shown for piece in block.pieces).strip().split("\n")[0]
            return " ".join(text.split()) if len(text) <= 100 and not text.endswith((".", ":", ",")) else ""
    return ""


def _block(group: Group, source: str, is_marked_up: bool, precedes_text: bool) -> Block:
    rank = _rank(group, is_marked_up, precedes_text) if group.kind is LineKind.TEXT else group.line_start.rank
    kind = BlockKind.HEADING if rank else _BLOCK_KINDS[group.kind]
    label, body = group.line_start.label, group.line_start.body
    if kind is BlockKind.HEADING and label is None and group.kind is LineKind.TEXT:
        bold = re.compile(r"(?:\*\*|__)?").match(source, body)
        inner = bold.end() if bold else body
        label = read_label(source[inner : group.lines[0].end], heading=True)
        body = inner + label.end if label else body
    lines = group.lines
    return Block(
        kind=kind,
        pieces=tuple(_pieces(group, body, source, is_marked_up)),
        line=lines[0].number,
        label=label,
        rank=rank,
        first_indent=lines[0].indent,
        indent=min((line.indent for line in lines[1:]), default=lines[0].indent),
        line_count=len(lines),
        is_guessed=bool(rank) and group.kind is LineKind.TEXT,
        note=group.line_start.note,
        is_row=group.line_start.is_row,
    )


def _rank(group: Group, is_marked_up: bool, precedes_text: bool) -> int:
    """The rank of a paragraph that looks like a heading; 0 for other paragraphs."""
    text = " ".join(line.text.strip() for line in group.lines)
    if not group.is_isolated or len(text) > _MAX_TITLE_CHARS or len(group.lines) > 2:
        return 0
    bold = BOLD.fullmatch(text)
    if is_marked_up and bold and len(group.lines) == 1 and bold["title"][-1] not in ".;,":
        return BOLD_RANK
    if text.isupper() and re.search(r"[^\W\d_]{3}", text) and text[-1] not in ".;," and not _NOT_A_TITLE.match(text):
        return CAPITALS_RANK
    return TITLE_RANK if not is_marked_up and precedes_text and _looks_like_title(group.lines, text) else 0


def _looks_like_title(lines: list[Line], text: str) -> bool:
    first = text.lstrip("0123456789.").lstrip()[:1]
    if len(lines) > 1 or not first.isupper() or text[-1] in ".,;:!?" or 4 <= lines[0].indent < 10:
        return False
    return len(text.split()) <= _MAX_TITLE_WORDS and not _NOT_A_TITLE.match(text)


def _pieces(group: Group, body: int, source: str, is_marked_up: bool) -> Iterator[Piece]:
    head, end = group.line_start, group.lines[-1].end
    if group.kind is LineKind.OMITTED:
        yield Piece(group.lines[0].start, end, PieceKind.OMITTED, reason=group.lines[0].reason)
        return
    if group.kind in (LineKind.FENCE, LineKind.RULE):
        yield Piece(head.text_start, end, PieceKind.MARKUP)
        return
    if head.note:
        yield Piece(head.text_start, body, PieceKind.MARKUP, f"{head.note} ", f"\\{head.note} ")
    elif body > head.text_start:
        yield Piece(head.text_start, body, PieceKind.MARKUP)
    if group.kind is LineKind.ROW or head.is_row:
        yield from _table_row(source, body, end)
    else:
        closing = _CLOSING.search(source[body:end]) if head.rank and is_marked_up else None
        stop = body + closing.start() if closing else end
        yield from read_inline(source, body, stop, is_marked_up and group.kind is not LineKind.CODE)
        if closing:
            yield Piece(stop, end, PieceKind.MARKUP)
    if group.underline:
        yield Piece(group.underline.start, group.underline.end, PieceKind.MARKUP)


def _table_row(source: str, start: int, end: int) -> Iterator[Piece]:
    """A table row. The line below the header is markup, and so are the bars between cells."""
    text = source[start:end]
    if re.fullmatch(r"[\s|:+=-]+", text):
        yield Piece(start, end, PieceKind.MARKUP)
        return
    offset = start
    for bar in re.finditer(r"(?<!\\)\|\s*", text):
        yield from read_inline(source, offset, start + bar.start(), is_marked_up=True)
        inside = start < start + bar.start() and start + bar.end() < end
        gap = " | " if inside else ""
        yield Piece(start + bar.start(), start + bar.end(), PieceKind.MARKUP, gap, gap)
        offset = start + bar.end()
    yield from read_inline(source, offset, end, is_marked_up=True)
