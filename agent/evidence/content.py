"""The content of a case as its audience reads it, in segments that know their place in what was posted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.judges.base import ContentSegment
from domain.case import Case
from retrieval.index import RowSimilarity
from retrieval.segments import segments
from text.normalised_text import NormalisedText
from text.reading import read

MAX_SEGMENTS = 2_000
"""Of a case. More are joined to coarser ones: the sentences of 200,000 characters take half a minute."""

Readings = Mapping[str, NormalisedText]
"""By item id."""


@dataclass(frozen=True, eq=False)
class Content:
    """`parts` with their unit `vectors` (parts, dimensions) and their `similarity` to the rows of the clause index."""

    readings: Readings
    parts: Sequence[ContentSegment]
    vectors: NDArray[np.float32]
    similarity: RowSimilarity


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
