"""A word diff contains both texts, and similarity is the share of common words."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from policies.diff.change import Op, Span
from policies.diff.word_diff import diff_words, word_similarity

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=12)


def read(spans: tuple[Span, ...], *ops: Op) -> list[str]:
    return " ".join(span.text for span in spans if span.op in ops).split()


@given(WORDS, WORDS)
def test_spans_contain_both_texts(before: list[str], after: list[str]) -> None:
    spans = diff_words(" ".join(before), "\n".join(after))
    assert read(spans, Op.UNCHANGED, Op.REMOVED) == before
    assert read(spans, Op.UNCHANGED, Op.ADDED) == after


@given(WORDS, WORDS)
def test_no_span_is_empty_or_follows_one_of_its_kind(before: list[str], after: list[str]) -> None:
    spans = diff_words(" ".join(before), " ".join(after))
    assert all(span.text for span in spans)
    assert all(one.op is not next_.op for one, next_ in pairwise(spans))


@given(WORDS)
def test_equal_texts_are_one_unchanged_span(words: list[str]) -> None:
    assert [span.op for span in diff_words(" ".join(words), "  ".join(words))] == ([Op.UNCHANGED] if words else [])


def test_removed_words_come_before_added_ones() -> None:
    assert diff_words("Do not say that tea cures an illness.", "Do not say that tea heals an illness.") == (
        Span(op=Op.UNCHANGED, text="Do not say that tea"),
        Span(op=Op.REMOVED, text="cures"),
        Span(op=Op.ADDED, text="heals"),
        Span(op=Op.UNCHANGED, text="an illness."),
    )


def test_short_unchanged_runs_are_joined_to_changes() -> None:
    assert diff_words("one two and three four five six", "eins zwei and drei four five six") == (
        Span(op=Op.REMOVED, text="one two and three"),
        Span(op=Op.ADDED, text="eins zwei and drei"),
        Span(op=Op.UNCHANGED, text="four five six"),
    )


@given(WORDS, WORDS)
def test_similarity_is_one_for_equal_texts_and_never_out_of_range(one: list[str], other: list[str]) -> None:
    assert word_similarity(one, one) == 1
    assert 0 <= word_similarity(one, other) <= 1


@given(WORDS, WORDS, st.floats(0, 1))
def test_min_similarity_does_not_change_higher_values(one: list[str], other: list[str], least: float) -> None:
    exact = word_similarity(one, other)
    assert exact < least or word_similarity(one, other, least) == exact
