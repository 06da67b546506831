"""Clauses that say nearly the same, unless one overrides or excepts the other."""

from policies.lint.duplicates import near_duplicate
from tests.policies.lint.corpora import SharedWords, clause, exception, lint_input, messages

TEXT = "Do not sell knives to people you do not know."


def test_two_rules_with_one_meaning_are_reported() -> None:
    corpus = lint_input(clause("ABC-1", TEXT), clause("ABC-2", f"{TEXT} Ever."), similarity=SharedWords())
    assert messages(near_duplicate, corpus) == [
        "warning: ABC-2@1.0: it says nearly the same as ABC-1 Knives (similarity 0.94); "
        "join the two, say in both how they differ, or let one override the other"
    ]


def test_related_and_separate_clauses_are_not_duplicates() -> None:
    alike = [
        clause("ABC-1", TEXT),
        clause("ABC-1", TEXT, version="2.0"),
        clause("ABC-2", TEXT, overrides=("ABC-1",), markets=frozenset({"NO"})),
        exception("ABC-3", TEXT),
        clause("ABC-4", TEXT, overrides=("ABC-1",), markets=frozenset({"DE"})),
        clause("ABC-5", "Never rent out a boat.", title="Boats"),
    ]
    assert messages(near_duplicate, lint_input(*alike, similarity=SharedWords())) == []
    assert messages(near_duplicate, lint_input(clause("ABC-1", TEXT), clause("ABC-2", TEXT))) == []


def test_rules_of_two_scopes_are_not_duplicates() -> None:
    corpus = lint_input(clause("a", TEXT, scope="one"), clause("b", TEXT, scope="two"), similarity=SharedWords())
    assert messages(near_duplicate, corpus) == []
