"""Cuts a text where quotes begin and end, so that each can be marked in place even where quotes overlap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Mark:
    """A quote in a text: offsets in code points, and the names of what it is linked to."""

    mark_id: str
    start: int
    end: int


@dataclass(frozen=True)
class Segment:
    """A part of the text. `marks` are the ids of the marks that cover it, `starts` those that begin with it."""

    text: str
    marks: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()


def cut_into_segments(text: str, marks: Sequence[Mark]) -> tuple[Segment, ...]:
    """The segments joined are the text, and no two neighbours have the same marks. A mark beyond the text is cut at its
    end; one without a character is left out."""
    shown = [clipped for clipped in (_clip(mark, len(text)) for mark in marks) if clipped.start < clipped.end]
    places = sorted({0, len(text), *(place for mark in shown for place in (mark.start, mark.end))})
    ordered = sorted(shown, key=lambda mark: (mark.start, mark.end))
    return tuple(_segments(text, places, ordered))


def _segments(text: str, places: Sequence[int], ordered: Sequence[Mark]) -> Iterator[Segment]:
    open_marks: list[Mark] = []
    position = 0
    for start, end in pairwise(places):
        open_marks = [mark for mark in open_marks if mark.end > start]
        starting: list[Mark] = []
        while position < len(ordered) and ordered[position].start == start:
            starting.append(ordered[position])
            position += 1
        open_marks += starting
        ids = tuple(mark.mark_id for mark in open_marks)
        yield Segment(text[start:end], ids, tuple(mark.mark_id for mark in starting))


def _clip(mark: Mark, length: int) -> Mark:
    return Mark(mark.mark_id, min(max(mark.start, 0), length), min(max(mark.end, 0), length))
