"""Circles of precedence and of meaning."""

from hypothesis import given
from hypothesis import strategies as st

from policies.lint.circles import circles, definition_circle, overrides_circle
from tests.policies.lint.corpora import clause, definition, subject, told

GRAPHS = st.dictionaries(st.sampled_from("abcde"), st.sets(st.sampled_from("abcde")))


def test_rules_that_prevail_over_one_another() -> None:
    looked_at = subject(
        clause("ABC-1", overrides=("ABC-3",)),
        clause("ABC-2", overrides=("ABC-1",)),
        clause("ABC-3", overrides=("ABC-2",)),
        clause("ABC-4", overrides=("ABC-1", "XYZ-9")),
    )
    assert told(overrides_circle, looked_at) == [
        "error: ABC-1@1.0: each of these prevails over the next: ABC-1 → ABC-3 → ABC-2 → ABC-1; "
        "drop the overrides of the more general clause"
    ]


def test_rules_that_never_meet_make_no_circle() -> None:
    north = clause("ABC-1", overrides=("ABC-2",), markets=frozenset({"NO"}))
    south = clause("ABC-2", overrides=("ABC-1",), markets=frozenset({"IT"}))
    assert told(overrides_circle, subject(north, south)) == []


def test_words_defined_by_one_another() -> None:
    creator = definition("DEF-1", "Creator", "A creator publishes content. Content may be short.")
    content = definition("DEF-2", "Content", "Content is what creators publish.")
    assert told(definition_circle, subject(creator, content)) == [
        "warning: DEF-1@1.0: each of these is defined by the next: DEF-1 → DEF-2 → DEF-1; "
        "say in one of them what it is in plain words"
    ]


def test_only_the_sentence_that_defines_counts() -> None:
    creator = definition("DEF-1", "Creator", "A creator owns an account. Its content is theirs.")
    content = definition("DEF-2", "Content", "Content is what creators publish.")
    assert told(definition_circle, subject(creator, content)) == []


@given(GRAPHS)
def test_each_circle_runs_along_references_and_none_is_left(graph: dict[str, set[str]]) -> None:
    edges = {key: targets - {key} for key, targets in graph.items()}
    left = {key: set(targets) for key, targets in edges.items()}
    for circle in circles(edges):
        assert circle[0] == min(circle)
        for one, other in zip(circle, (*circle[1:], circle[0]), strict=True):
            left[one].remove(other)
    assert list(circles(left)) == []
