"""Both wordings can be read off the marks, and likeness is a share of common words."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from policies.diff.change import Op, Span
from policies.diff.wording import likeness, marked

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=12)


def read(spans: tuple[Span, ...], *ops: Op) -> list[str]:
    return " ".join(span.text for span in spans if span.op in ops).split()


@given(WORDS, WORDS)
def test_both_wordings_are_there(before: list[str], after: list[str]) -> None:
    spans = marked(" ".join(before), "\n".join(after))
    assert read(spans, Op.KEPT, Op.REMOVED) == before
    assert read(spans, Op.KEPT, Op.ADDED) == after


@given(WORDS, WORDS)
def test_no_span_is_empty_and_none_stands_beside_its_like(before: list[str], after: list[str]) -> None:
    spans = marked(" ".join(before), " ".join(after))
    assert all(span.text for span in spans)
    assert all(one.op is not next_.op for one, next_ in pairwise(spans))


@given(WORDS)
def test_the_same_words_are_one_kept_span(words: list[str]) -> None:
    assert [span.op for span in marked(" ".join(words), "  ".join(words))] == ([Op.KEPT] if words else [])


def test_replaced_words_are_marked_old_before_new() -> None:
    assert marked("Do not say that tea cures an illness.", "Do not say that tea heals an illness.") == (
        Span(op=Op.KEPT, text="Do not say that tea"),
        Span(op=Op.REMOVED, text="cures"),
        Span(op=Op.ADDED, text="heals"),
        Span(op=Op.KEPT, text="an illness."),
    )


def test_stray_words_between_two_changes_are_told_with_them() -> None:
    assert marked("one two and three four five six", "eins zwei and drei four five six") == (
        Span(op=Op.REMOVED, text="one two and three"),
        Span(op=Op.ADDED, text="eins zwei and drei"),
        Span(op=Op.KEPT, text="four five six"),
    )


@given(WORDS, WORDS)
def test_likeness_is_whole_for_the_same_and_lies_between_none_and_one(one: list[str], other: list[str]) -> None:
    assert likeness(one, one) == 1
    assert 0 <= likeness(one, other) <= 1


@given(WORDS, WORDS, st.floats(0, 1))
def test_the_least_changes_no_likeness_that_reaches_it(one: list[str], other: list[str], least: float) -> None:
    whole = likeness(one, other)
    assert whole < least or likeness(one, other, least) == whole
