"""The account of a text: what became of every character of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from policies.importer.blocks import Block
from policies.importer.draft_clauses import Drafted
from policies.importer.inline import Piece, What


class Fate(StrEnum):
    TITLE = "titles"
    WORDS = "clause words"
    INTRO = "introduction"
    MARKUP = "numbering and markup"
    SPACE = "space between"
    LEFT_OUT = "left out"


UNPLACED = "no place was found for it"


@dataclass(frozen=True)
class Span:
    """Characters of the text that came to the same end; `reason` where they were left out."""

    start: int
    end: int
    fate: Fate
    reason: str = ""


def account(text: str, drafted: Drafted) -> list[Span]:
    """Spans that lie one behind the other from the first character to the last."""
    spans: list[Span] = []
    at = 0
    for span in sorted(_placed(drafted), key=lambda span: span.start):
        if span.start > at:
            spans += _between(text, at, span.start)
        spans.append(span)
        at = span.end
    return [*spans, *(_between(text, at, len(text)) if at < len(text) else [])]


def totals(spans: Sequence[Span]) -> dict[Fate, int]:
    found = dict.fromkeys(Fate, 0)
    for span in spans:
        found[span.fate] += span.end - span.start
    return found


def _placed(drafted: Drafted) -> Iterator[Span]:
    for section in drafted.sections:
        yield from _spans([section.heading] if section.heading else [], Fate.TITLE)
        yield from _spans(section.blocks, Fate.INTRO)
    for clause in drafted.clauses:
        passage = clause.passage
        yield from _spans([*passage.above, *([passage.opener] if passage.opener else [])], Fate.TITLE)
        yield from _spans(passage.blocks, Fate.WORDS)


def _spans(blocks: Sequence[Block], fate: Fate) -> Iterator[Span]:
    for block in blocks:
        for piece in block.pieces:
            if piece.end > piece.start:
                yield Span(piece.start, piece.end, _fate(piece, fate), piece.reason)


def _fate(piece: Piece, fate: Fate) -> Fate:
    return {What.TEXT: fate, What.MARKUP: Fate.MARKUP, What.LEFT_OUT: Fate.LEFT_OUT}[piece.what]


def _between(text: str, start: int, end: int) -> list[Span]:
    blank = not text[start:end].strip()
    return [Span(start, end, Fate.SPACE) if blank else Span(start, end, Fate.LEFT_OUT, UNPLACED)]
