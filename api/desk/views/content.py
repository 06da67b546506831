"""The post as the desk shows it: each quote marked in place, long passages without quotes folded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.desk.views.segments import Mark, Segment, cut_into_segments
from domain.case import ContentItem
from domain.media_places import place_words

MAX_OPEN_CHARS = 4_000  # a text up to this length is shown whole: about two screens
CONTEXT_CHARS = 600  # beside a quote, and at either end of a longer text


@dataclass(frozen=True)
class QuotePlace:
    """A quote of a finding. `mark_id` is its anchor on the page, `target` that of the finding, `label` its number.
    `where`: its place in a medium, in words."""

    mark_id: str
    item_id: str
    start: int
    end: int
    target: str
    label: str
    style: str = "violated"
    where: str = ""


@dataclass(frozen=True)
class Passage:
    """Neighbouring segments. A folded passage is shown when asked for; `characters` is its length."""

    segments: tuple[Segment, ...]
    folded: bool = False

    @property
    def characters(self) -> int:
        return sum(len(segment.text) for segment in self.segments)


@dataclass(frozen=True)
class ContentView:
    """One text of the post; `number` is its place, from 1."""

    number: int
    item: ContentItem
    passages: tuple[Passage, ...]

    @property
    def characters(self) -> int:
        return len(self.item.text)

    @property
    def where(self) -> str:
        """The place in a medium where it was read, in words."""
        return place_words(self.item.region) if self.item.region else ""


def content_views(items: Sequence[ContentItem], places: Sequence[QuotePlace]) -> tuple[ContentView, ...]:
    by_item: dict[str, list[Mark]] = {}
    for place in places:
        by_item.setdefault(place.item_id, []).append(Mark(place.mark_id, place.start, place.end))
    return tuple(
        ContentView(number, item, passages_of(item.text, by_item.get(item.id, ())))
        for number, item in enumerate(items, 1)
    )


def places_by_id(places: Sequence[QuotePlace]) -> Mapping[str, QuotePlace]:
    return {place.mark_id: place for place in places}


def passages_of(text: str, marks: Sequence[Mark]) -> tuple[Passage, ...]:
    """The passages joined are the text. No quote is folded."""
    segments = cut_into_segments(text, marks)
    if len(text) <= MAX_OPEN_CHARS:
        return (Passage(segments),) if segments else ()
    head = CONTEXT_CHARS if any(segment.marks for segment in segments) else MAX_OPEN_CHARS - CONTEXT_CHARS
    passages: list[Passage] = []
    open_segments: list[Segment] = []
    for segment, folded in _fold(segments, head):
        if folded:
            passages += [Passage(tuple(open_segments)), Passage((segment,), folded=True)]
            open_segments = []
        else:
            open_segments.append(segment)
    return (*passages, Passage(tuple(open_segments)))


def _fold(segments: Sequence[Segment], head: int) -> Iterator[tuple[Segment, bool]]:
    """Each segment, and whether to fold it: the middle of a long one without marks."""
    for segment in segments:
        if segment.marks or len(segment.text) <= head + 2 * CONTEXT_CHARS:
            yield segment, False
            continue
        middle = len(segment.text) - CONTEXT_CHARS
        yield Segment(segment.text[:head]), False
        yield Segment(segment.text[head:middle]), True
        yield Segment(segment.text[middle:]), False
