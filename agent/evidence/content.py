"""The content of a case as its audience reads it, in segments that know their place in what was posted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.judges.base import ContentSegment
from domain.case import Case
from retrieval.index import ClauseIndex, RowSimilarity
from retrieval.segments import segments
from text.normalised_text import NormalisedText
from text.reading import read

MAX_SEGMENTS = 2_000
"""Of a case. More are joined to coarser ones: the sentences of 200,000 characters take half a minute."""

Floats = NDArray[np.float32]
Readings = Mapping[str, NormalisedText]
"""By item id."""


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
    fine = {item_id: segments(reading.text) for item_id, reading in read_items.items()}
    if sum(map(len, fine.values())) > MAX_SEGMENTS:
        fine = {item_id: segments(reading.text, coarse=True) for item_id, reading in read_items.items()}
    return tuple(
        _segment(item_id, read_items[item_id], segment.start, segment.end)
        for item_id, found in fine.items()
        for segment in found
    )


def _segment(item_id: str, reading: NormalisedText, start: int, end: int) -> ContentSegment:
    source_start, source_end = reading.source_span(start, end)
    text, read_text = reading.source[source_start:source_end], reading.text[start:end]
    return ContentSegment(item_id, source_start, source_end, text, None if text == read_text else read_text)
