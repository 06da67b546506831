"""Clauses that say nearly the same are named once, unless they are meant to."""

from policies.lint.duplicates import near_duplicate
from tests.policies.lint.corpora import SharedWords, clause, exception, subject, told

TEXT = "Do not sell knives to people you do not know."


def test_two_rules_of_one_meaning() -> None:
    looked_at = subject(clause("ABC-1", TEXT), clause("ABC-2", f"{TEXT} Ever."), nearness=SharedWords())
    assert told(near_duplicate, looked_at) == [
        "warning: ABC-2@1.0: it says nearly the same as ABC-1 Knives (similarity 0.94); "
        "join the two, say in both where the line between them lies, or let one override the other"
    ]


def test_what_is_meant_to_be_alike() -> None:
    alike = [
        clause("ABC-1", TEXT),
        clause("ABC-1", TEXT, version="2.0"),
        clause("ABC-2", TEXT, overrides=("ABC-1",), markets=frozenset({"NO"})),
        exception("ABC-3", TEXT),
        clause("ABC-4", TEXT, overrides=("ABC-1",), markets=frozenset({"DE"})),
        clause("ABC-5", "Never rent out a boat.", title="Boats"),
    ]
    assert told(near_duplicate, subject(*alike, nearness=SharedWords())) == []
    assert told(near_duplicate, subject(clause("ABC-1", TEXT), clause("ABC-2", TEXT))) == []


def test_rules_of_two_scopes_never_meet() -> None:
    looked_at = subject(clause("a", TEXT, scope="one"), clause("b", TEXT, scope="two"), nearness=SharedWords())
    assert told(near_duplicate, looked_at) == []
