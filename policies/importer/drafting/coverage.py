"""The coverage of an imported text: for every character, its place in the draft or the reason it was omitted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from policies.importer.drafting.draft import DraftStructure
from policies.importer.labels.inline import Piece, PieceKind
from policies.importer.structure.blocks import Block

NOT_PLACED = "not assigned to the draft"


class SpanKind(StrEnum):
    TITLE = "titles"
    WORDS = "clause text"
    INTRO = "introduction"
    MARKUP = "numbering and markup"
    SPACE = "blank space"
    OMITTED = "omitted"


@dataclass(frozen=True)
class Span:
    """A range of characters that became the same thing; `reason` is set for omitted ones."""

    start: int
    end: int
    kind: SpanKind
    reason: str = ""


def coverage_spans(text: str, structure: DraftStructure) -> list[Span]:
    """Consecutive spans from the first character to the last."""
    spans: list[Span] = []
    offset = 0
    for span in sorted(_draft_spans(structure), key=lambda span: span.start):
        if span.start < offset:
            continue  # a footnote that two clauses name
        if span.start > offset:
            spans += _gap_spans(text, offset, span.start)
        spans.append(span)
        offset = span.end
    return [*spans, *(_gap_spans(text, offset, len(text)) if offset < len(text) else [])]


def characters_by_kind(spans: Sequence[Span]) -> dict[SpanKind, int]:
    counts = dict.fromkeys(SpanKind, 0)
    for span in spans:
        counts[span.kind] += span.end - span.start
    return counts


def _draft_spans(structure: DraftStructure) -> Iterator[Span]:
    for section in structure.sections:
        yield from _spans([section.heading] if section.heading else [], SpanKind.TITLE)
        yield from _spans(section.blocks, SpanKind.INTRO)
    for clause in structure.clauses:
        passage = clause.passage
        yield from _spans([*passage.headings, *([passage.title_block] if passage.title_block else [])], SpanKind.TITLE)
        yield from _spans(passage.blocks, SpanKind.WORDS)


def _spans(blocks: Sequence[Block], text_kind: SpanKind) -> Iterator[Span]:
    for block in blocks:
        for piece in block.pieces:
            if piece.end > piece.start:
                yield Span(piece.start, piece.end, _span_kind(piece, text_kind), piece.reason)


def _span_kind(piece: Piece, text_kind: SpanKind) -> SpanKind:
    return {PieceKind.TEXT: text_kind, PieceKind.MARKUP: SpanKind.MARKUP, PieceKind.OMITTED: SpanKind.OMITTED}[
        piece.kind
    ]


def _gap_spans(text: str, start: int, end: int) -> list[Span]:
    blank = not text[start:end].strip()
    return [Span(start, end, SpanKind.SPACE) if blank else Span(start, end, SpanKind.OMITTED, NOT_PLACED)]
