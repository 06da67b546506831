"""The content of a case as its audience reads it, in segments that know their place in what was posted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.judges.base import ContentSegment
from domain.case import Case
from retrieval.embedder import Embedder
from retrieval.index import ClauseIndex, RowSimilarity
from retrieval.segments import segments
from text.normalised_text import NormalisedText
from text.reading import read

MAX_SEGMENTS = 2_000
"""Of a case. More are joined to coarser ones: the sentences of 200,000 characters take half a minute."""

MAX_READ_CLOSELY = 150
"""Coarse segments that are read sentence by sentence besides."""

BATCH = 256

Floats = NDArray[np.float32]
Readings = Mapping[str, NormalisedText]
"""By item id."""

Segments = tuple[ContentSegment, ...]

Span = tuple[str, int, int]
"""An item's id, and where a segment of what it says starts and ends."""


@dataclass(frozen=True, eq=False)
class Content:
    """`parts` with their unit `vectors` (parts, dimensions) and their `similarity` to the rows of the clause index; and
    the same of complete items, with what they say."""

    readings: Readings
    parts: Sequence[ContentSegment]
    vectors: Floats
    similarity: RowSimilarity
    item_texts: Sequence[str]
    item_similarity: RowSimilarity


def compare_content(
    readings: Readings, parts: Sequence[ContentSegment], vectors: Floats, index: ClauseIndex
) -> Content:
    """All vectors are compared at once, because going through the rows of the index takes the time."""
    items, texts = item_queries(parts, vectors)
    similarity = index.row_similarity(np.concatenate([vectors, items]))
    of_parts, of_items = RowSimilarity(similarity[: len(vectors)]), RowSimilarity(similarity[len(vectors) :])
    return Content(readings, parts, vectors, of_parts, texts, of_items)


def item_queries(parts: Sequence[ContentSegment], vectors: Floats) -> tuple[Floats, list[str]]:
    """(items, dimensions): the direction of the mean of each item's vectors (parts, dimensions), and each item's
    text."""
    rows: dict[str, list[int]] = {}
    for row, part in enumerate(parts):
        rows.setdefault(part.item_id, []).append(row)
    if not rows:
        return vectors[:0], []
    means = np.stack([vectors[of_item].mean(axis=0) for of_item in rows.values()])
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    directions = (means / np.maximum(lengths, np.finfo(np.float32).tiny)).astype(np.float32)
    return directions, [" ".join(parts[row].reading for row in of_item) for of_item in rows.values()]


def read_content(case: Case) -> Readings:
    return {item.id: read(item.text) for item in case.content}


def segment_content(case: Case, readings: Readings | None = None) -> tuple[ContentSegment, ...]:
    """The content in segments, item by item: sentences, or coarser ones where there would be too many. `readings` are
    those of `read_content`."""
    read_items = read_content(case) if readings is None else readings
    return _segments(read_items, _spans(read_items)[0])


def embed_content(readings: Readings, embedder: Embedder, index: ClauseIndex) -> tuple[Segments, Floats]:
    """The segments of a case and their unit vectors (segments, dimensions). Of coarse segments, those nearest to the
    rules or their examples are read sentence by sentence, because the sentences around a breach hide it."""
    spans, is_coarse = _spans(readings)
    parts = _segments(readings, spans)
    vectors = embedder.embed([part.reading for part in parts])
    if not is_coarse:
        return parts, vectors
    closely = _segments(readings, _cut(readings, spans, _nearest(parts, vectors, index)))
    known = {part.reading: row for row, part in enumerate(parts)}
    new = [*dict.fromkeys(part.reading for part in closely if part.reading not in known)]
    known |= {text: len(parts) + n for n, text in enumerate(new)}
    return closely, np.concatenate([vectors, embedder.embed(new)])[[known[part.reading] for part in closely]]


def _nearest(parts: Segments, vectors: Floats, index: ClauseIndex) -> set[int]:
    """The positions of those that are nearest to a row of the index. Of equal ones the first, because they say it
    once."""
    batches = (vectors[start : start + BATCH] for start in range(0, len(parts), BATCH))
    similarity = np.concatenate([index.row_similarity(batch).max(axis=1) for batch in batches])
    first = {part.reading: row for row, part in reversed([*enumerate(parts)])}
    return {*sorted(first.values(), key=lambda row: (-float(similarity[row]), row))[:MAX_READ_CLOSELY]}


def _spans(readings: Readings) -> tuple[list[Span], bool]:
    """Of sentences, or of coarser segments where there would be too many; and whether they are coarse."""
    sentences = _spans_of(readings, coarse=False)
    return (_spans_of(readings, coarse=True), True) if len(sentences) > MAX_SEGMENTS else (sentences, False)


def _spans_of(readings: Readings, *, coarse: bool) -> list[Span]:
    return [
        (item_id, found.start, found.end)
        for item_id, reading in readings.items()
        for found in segments(reading.text, coarse=coarse)
    ]


def _cut(readings: Readings, spans: Sequence[Span], rows: Collection[int]) -> list[Span]:
    """With the spans in these rows cut into sentences."""
    cut: list[Span] = []
    for row, (item_id, start, end) in enumerate(spans):
        found = segments(readings[item_id].text[start:end]) if row in rows else ()
        cut += [(item_id, start + one.start, start + one.end) for one in found] or [(item_id, start, end)]
    return cut


def _segments(readings: Readings, spans: Sequence[Span]) -> Segments:
    return tuple(_segment(item_id, readings[item_id], start, end) for item_id, start, end in spans)


def _segment(item_id: str, reading: NormalisedText, start: int, end: int) -> ContentSegment:
    source_start, source_end = reading.source_span(start, end)
    text, read_text = reading.source[source_start:source_end], reading.text[start:end]
    return ContentSegment(item_id, source_start, source_end, text, None if text == read_text else read_text)
