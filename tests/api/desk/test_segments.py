"""A text is cut where quotes begin and end, and nothing of it is lost."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from api.desk.views.content import MAX_OPEN_CHARS, passages_of
from api.desk.views.segments import Mark, Segment, cut_into_segments

TEXTS = st.text(max_size=40)
SPANS = st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45)), max_size=8)


def marks_of(spans: list[tuple[int, int]]) -> list[Mark]:
    return [Mark(f"m{number}", start, end) for number, (start, end) in enumerate(spans)]


@given(TEXTS, SPANS)
def test_segments_joined_are_the_text_and_each_mark_covers_its_part(text: str, spans: list[tuple[int, int]]) -> None:
    segments = cut_into_segments(text, marks_of(spans))
    assert "".join(segment.text for segment in segments) == text
    assert all(segment.text for segment in segments)
    for number, (start, end) in enumerate(spans):
        name, shown = f"m{number}", text[max(start, 0) : max(end, 0)]
        assert "".join(segment.text for segment in segments if name in segment.marks) == shown
        assert [name in segment.starts for segment in segments].count(True) == bool(shown)


@given(TEXTS, SPANS)
def test_neighbours_differ_in_their_marks(text: str, spans: list[tuple[int, int]]) -> None:
    segments = cut_into_segments(text, marks_of(spans))
    assert all(one.marks != other.marks for one, other in pairwise(segments))


def test_overlapping_quotes() -> None:
    assert cut_into_segments("abcdef", [Mark("x", 1, 4), Mark("y", 2, 6)]) == (
        Segment("a"),
        Segment("b", ("x",), ("x",)),
        Segment("cd", ("x", "y"), ("y",)),
        Segment("ef", ("y",)),
    )


@given(st.integers(0, 30_000), SPANS, st.integers(0, 29_000))
def test_passages_joined_are_the_text_and_no_quote_is_folded(
    length: int, spans: list[tuple[int, int]], offset: int
) -> None:
    text = "".join(chr(97 + place % 26) for place in range(length))
    moved = [(start + offset, end + offset) for start, end in spans]
    passages = passages_of(text, marks_of(moved))
    assert "".join(segment.text for passage in passages for segment in passage.segments) == text
    folded = [passage for passage in passages if passage.folded]
    assert not any(segment.marks for passage in folded for segment in passage.segments)
    assert length > MAX_OPEN_CHARS or not folded


def test_long_text_is_folded_around_its_quote() -> None:
    text = "a" * 50_000 + "QUOTE" + "b" * 50_000
    passages = passages_of(text, [Mark("q", 50_000, 50_005)])
    assert [(passage.folded, passage.characters) for passage in passages] == [
        (False, 600),
        (True, 48_800),
        (False, 1_205),
        (True, 48_800),
        (False, 600),
    ]
