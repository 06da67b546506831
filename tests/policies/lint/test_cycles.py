"""Circular overrides and circular definitions."""

from hypothesis import given
from hypothesis import strategies as st

from policies.lint.cycles import circular_definition, circular_overrides, cycles
from tests.policies.lint.corpora import clause, definition, lint_input, messages

GRAPHS = st.dictionaries(st.sampled_from("abcde"), st.sets(st.sampled_from("abcde")))


def test_circular_overrides_are_an_error() -> None:
    corpus = lint_input(
        clause("ABC-1", overrides=("ABC-3",)),
        clause("ABC-2", overrides=("ABC-1",)),
        clause("ABC-3", overrides=("ABC-2",)),
        clause("ABC-4", overrides=("ABC-1", "XYZ-9")),
    )
    assert messages(circular_overrides, corpus) == [
        "error: ABC-1@1.0: each of these overrides the next: ABC-1 → ABC-3 → ABC-2 → ABC-1; "
        "remove overrides from the more general clause"
    ]


def test_rules_never_in_force_together_make_no_cycle() -> None:
    north = clause("ABC-1", overrides=("ABC-2",), markets=frozenset({"NO"}))
    south = clause("ABC-2", overrides=("ABC-1",), markets=frozenset({"IT"}))
    assert messages(circular_overrides, lint_input(north, south)) == []


def test_circular_definition_is_a_warning() -> None:
    creator = definition("DEF-1", "Creator", "A creator publishes content. Content may be short.")
    content = definition("DEF-2", "Content", "Content is what creators publish.")
    assert messages(circular_definition, lint_input(creator, content)) == [
        "warning: DEF-1@1.0: each of these is defined by the next: DEF-1 → DEF-2 → DEF-1; "
        "define one of them without the others"
    ]


def test_only_the_first_sentence_of_a_definition_counts() -> None:
    creator = definition("DEF-1", "Creator", "A creator owns an account. Its content is theirs.")
    content = definition("DEF-2", "Content", "Content is what creators publish.")
    assert messages(circular_definition, lint_input(creator, content)) == []


@given(GRAPHS)
def test_cycles_follow_edges_and_none_remains(graph: dict[str, set[str]]) -> None:
    edges = {key: targets - {key} for key, targets in graph.items()}
    left = {key: set(targets) for key, targets in edges.items()}
    for cycle in cycles(edges):
        assert cycle[0] == min(cycle)
        for one, other in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
            left[one].remove(other)
    assert list(cycles(left)) == []
