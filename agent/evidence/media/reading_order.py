"""Puts the recognised lines of a picture in reading order, and joins those of one paragraph.

A claim is often broken over lines: 'Cures diabetes in' / 'seven days'. Apart, neither says it. So a paragraph becomes
one text with a line break between its lines, and the box of each line stays known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.media import Box
from domain.media_places import union

SAME_ROW = 0.6  # vertical overlap, of the lower line's height
WORD_GAP = 1.2  # between words of one row, in heights
LINE_GAP = 0.9  # between rows of a paragraph, in heights
HEIGHTS = 1.6  # of the larger letters to the smaller ones
COLUMN = 0.5  # horizontal overlap, of the narrower line's width


@dataclass(frozen=True)
class TextLine:
    """`score` (0 to 1): how sure the recognition was."""

    text: str
    box: Box
    score: float


@dataclass(frozen=True)
class Paragraph:
    lines: tuple[TextLine, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def box(self) -> Box:
        return union([line.box for line in self.lines])


def paragraphs(lines: Sequence[TextLine], aspect: float) -> tuple[Paragraph, ...]:
    """From top to bottom, then from left to right. Each line is in one paragraph; the order of `lines` does not matter.
    `aspect`: width of the picture to its height."""
    ordered = sorted(lines, key=_place)
    rows = sorted((_row(words) for words in _groups(ordered, lambda a, b: _in_one_row(a, b, aspect))), key=_place)
    following = [_following(row, rows) for row in rows]
    numbers = {id(row): number for number, row in enumerate(rows)}

    def follows(one: TextLine, other: TextLine) -> bool:
        return following[numbers[id(one)]] is other or following[numbers[id(other)]] is one

    found = [Paragraph(tuple(group)) for group in _groups(rows, follows)]
    return tuple(sorted(found, key=lambda one: (one.box.y, one.box.x, one.text)))


def _place(line: TextLine) -> tuple[float, float, str, float]:
    return line.box.y + line.box.height / 2, line.box.x, line.text, line.score


def _groups(lines: Sequence[TextLine], related: Callable[[TextLine, TextLine], bool]) -> list[list[TextLine]]:
    """Lines that are related, directly or by others."""
    group = [*range(len(lines))]
    for n, line in enumerate(lines):
        for m in range(n):
            if group[m] != group[n] and related(lines[m], line):
                old, new = group[n], group[m]
                group = [new if number == old else number for number in group]
    return [[lines[n] for n in range(len(lines)) if group[n] == number] for number in dict.fromkeys(group)]


def _row(words: Sequence[TextLine]) -> TextLine:
    """One line of its parts, from left to right."""
    ordered = sorted(words, key=lambda word: (word.box.x, _place(word)))
    text = " ".join(word.text for word in ordered)
    return TextLine(text, union([word.box for word in ordered]), min(word.score for word in ordered))


def _in_one_row(one: TextLine, other: TextLine, aspect: float) -> bool:
    low = min(one.box.height, other.box.height)
    common = min(_bottom(one), _bottom(other)) - max(one.box.y, other.box.y)
    apart = max(one.box.x, other.box.x) - min(_right(one), _right(other))
    return common >= SAME_ROW * low and _alike(one, other) and apart * aspect <= WORD_GAP * low


def _following(row: TextLine, rows: Sequence[TextLine]) -> TextLine | None:
    """The nearest row below it that continues it, or None."""
    below = [other for other in rows if other is not row and _continues(row, other)]
    return min(below, key=_place, default=None)


def _continues(row: TextLine, other: TextLine) -> bool:
    low = min(row.box.height, other.box.height)
    gap = other.box.y - _bottom(row)
    common = min(_right(row), _right(other)) - max(row.box.x, other.box.x)
    in_column = common >= COLUMN * min(row.box.width, other.box.width)
    return -low / 2 <= gap <= LINE_GAP * low and _place(row) < _place(other) and in_column and _alike(row, other)


def _alike(one: TextLine, other: TextLine) -> bool:
    """Whether the letters are of one size."""
    return max(one.box.height, other.box.height) <= HEIGHTS * min(one.box.height, other.box.height)


def _right(line: TextLine) -> float:
    return line.box.x + line.box.width


def _bottom(line: TextLine) -> float:
    return line.box.y + line.box.height
