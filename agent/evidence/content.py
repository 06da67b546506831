"""The content of a case as its audience reads it, in segments that know their place in what was posted."""

from collections.abc import Mapping

from agent.judges.base import ContentSegment
from domain.case import Case
from retrieval.segments import segments
from text.normalised_text import NormalisedText
from text.reading import read

Readings = Mapping[str, NormalisedText]
"""By item id."""


def read_content(case: Case) -> Readings:
    return {item.id: read(item.text) for item in case.content}


def segment_content(case: Case, readings: Readings | None = None) -> tuple[ContentSegment, ...]:
    """The content in segments, item by item. `readings` are those of `read_content`."""
    read_items = read_content(case) if readings is None else readings
    return tuple(
        _segment(item_id, reading, *span)
        for item_id, reading in read_items.items()
        for span in ((segment.start, segment.end) for segment in segments(reading.text))
    )


def _segment(item_id: str, reading: NormalisedText, start: int, end: int) -> ContentSegment:
    source_start, source_end = reading.source_span(start, end)
    text, read_text = reading.source[source_start:source_end], reading.text[start:end]
    return ContentSegment(item_id, source_start, source_end, text, None if text == read_text else read_text)
