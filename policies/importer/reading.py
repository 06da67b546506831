"""A foreign text read into blocks, with headings guessed where nothing but their looks tells them."""

import re
from collections.abc import Iterator
from itertools import pairwise

from policies.importer.blocks import Block, Shape
from policies.importer.grouping import CODE, Group, groups
from policies.importer.inline import Piece, What, read_inline
from policies.importer.line_starts import BOLD, BULLET, FENCE, HEADING, ITEM, LEFT, ROW, RULE, TEXT
from policies.importer.lines import Line, read_lines
from policies.importer.number_labels import label_of

_SHAPES = {
    LEFT: Shape.NOTHING,
    FENCE: Shape.NOTHING,
    RULE: Shape.NOTHING,
    ROW: Shape.ROW,
    HEADING: Shape.HEADING,
    ITEM: Shape.ITEM,
    BULLET: Shape.BULLET,
    TEXT: Shape.PARAGRAPH,
    CODE: Shape.CODE,
}
CAPITALS, BOLD_LINE, LOOKS = 20, 65, 30  # ranks between those of Markdown's headings

_LONGEST_TITLE = 90
_MOST_WORDS = 9
_NO_TITLE = re.compile(r"copyright\b|\(c\)|\u00a9|https?:|@|.*\.{3}|.*\s{4,}\S|.*[<>=|]", re.I)


def read_blocks(source: str, marked: bool) -> list[Block]:
    found = list(groups(read_lines(source, marked), marked))
    followed = [False] * len(found)
    for place, (_, after) in enumerate(pairwise(found)):
        followed[place] = after.how in (TEXT, ITEM, BULLET)
    return [_block(group, source, marked, last) for group, last in zip(found, followed, strict=True)]


def _block(group: Group, source: str, marked: bool, followed: bool) -> Block:
    rank = _rank(group, marked, followed) if group.how is TEXT else group.head.rank
    shape = Shape.HEADING if rank else _SHAPES[group.how]
    label, body = group.head.label, group.head.body
    if shape is Shape.HEADING and label is None and group.how is TEXT:
        bold = re.compile(r"(?:\*\*|__)?").match(source, body)
        inner = bold.end() if bold else body
        label = label_of(source[inner : group.lines[0].end], heading=True)
        body = inner + label.end if label else body
    lines = group.lines
    return Block(
        shape=shape,
        pieces=tuple(_pieces(group, body, source, marked)),
        line=lines[0].number,
        label=label,
        rank=rank,
        first=lines[0].indent,
        indent=min((line.indent for line in lines[1:]), default=lines[0].indent),
        lines=len(lines),
        guessed=bool(rank) and group.how is TEXT,
    )


def _rank(group: Group, marked: bool, followed: bool) -> int:
    """The rank of a paragraph that is a heading by its looks; 0 where it is none."""
    text = " ".join(line.text.strip() for line in group.lines)
    if not group.alone or len(text) > _LONGEST_TITLE or len(group.lines) > 2:
        return 0
    bold = BOLD.fullmatch(text)
    if marked and bold and len(group.lines) == 1 and bold["title"][-1] not in ".;,":
        return BOLD_LINE
    if text.isupper() and re.search(r"[^\W\d_]{3}", text) and text[-1] not in ".;," and not _NO_TITLE.match(text):
        return CAPITALS
    return LOOKS if not marked and followed and _looks(group.lines, text) else 0


def _looks(lines: list[Line], text: str) -> bool:
    if len(lines) > 1 or not text[0].isupper() or text[-1] in ".,;:!?" or 4 <= lines[0].indent < 10:
        return False
    return len(text.split()) <= _MOST_WORDS and not _NO_TITLE.match(text)


def _pieces(group: Group, body: int, source: str, marked: bool) -> Iterator[Piece]:
    head, end = group.head, group.lines[-1].end
    if group.how is LEFT:
        yield Piece(group.lines[0].start, end, What.LEFT_OUT, reason=group.lines[0].reason)
        return
    if group.how in (FENCE, RULE):
        yield Piece(head.mark, end, What.MARKUP)
        return
    if body > head.mark:
        yield Piece(head.mark, body, What.MARKUP)
    if group.how is ROW:
        yield from _row(source, body, end)
    else:
        closing = re.compile(r"[ \t]+#+[ \t]*$").search(source[body:end]) if head.rank and marked else None
        stop = body + closing.start() if closing else end
        yield from read_inline(source, body, stop, marked and group.how is not CODE)
        if closing:
            yield Piece(stop, end, What.MARKUP)
    if group.underline:
        yield Piece(group.underline.start, group.underline.end, What.MARKUP)


def _row(source: str, start: int, end: int) -> Iterator[Piece]:
    """A table's row; the line below its head is markup, and so are the bars between the cells."""
    text = source[start:end]
    if re.fullmatch(r"[\s|:+=-]+", text):
        yield Piece(start, end, What.MARKUP)
        return
    at = start
    for bar in re.finditer(r"(?<!\\)\|\s*", text):
        yield from read_inline(source, at, start + bar.start(), marked=True)
        inside = start < start + bar.start() and start + bar.end() < end
        gap = " | " if inside else ""
        yield Piece(start + bar.start(), start + bar.end(), What.MARKUP, gap, gap)
        at = start + bar.end()
    yield from read_inline(source, at, end, marked=True)
