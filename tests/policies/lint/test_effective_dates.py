"""References to clauses that are not in force in some market or at some time."""

from datetime import date

from policies.lint.effective_dates import definition_not_in_force, reference_not_in_force
from tests.policies.lint.corpora import clause, definition, exception, lint_input, messages

MARKETS = ("DE", "FR", "NO")


def test_definition_missing_in_some_markets_is_a_warning() -> None:
    corpus = lint_input(
        definition("DEF-1", "Bundle", "A set.", markets=frozenset({"DE", "FR"})),
        clause("ABC-1", see=("DEF-1",)),
        clause("ABC-2", see=("DEF-1",), markets=frozenset({"DE"})),
        clause("ABC-3", see=("DEF-1",), markets=frozenset({"NO"})),
        markets=MARKETS,
    )
    remedy = "put the definition in force there, or write another one for it"
    assert messages(definition_not_in_force, corpus) == [
        f"warning: ABC-1@1.0: it refers to the definition DEF-1 Bundle, which is not in force in NO; {remedy}",
        f"warning: ABC-3@1.0: it refers to the definition DEF-1 Bundle, which is not in force now; {remedy}",
    ]
    assert messages(reference_not_in_force, corpus) == []


def test_without_listed_markets_other_markets_count() -> None:
    local = definition("DEF-1", "Bundle", "A set.", markets=frozenset({"DE"}))
    (problem,) = definition_not_in_force(lint_input(local, clause(see=("DEF-1",))))
    assert problem.message == "it refers to the definition DEF-1 Bundle, which is not in force in other markets"


def test_definition_that_ends_before_its_clause_is_a_warning() -> None:
    ending = definition("DEF-1", "Bundle", "A set.", effective_to=date(2026, 12, 31))
    (problem,) = definition_not_in_force(lint_input(ending, clause(see=("DEF-1",)), markets=MARKETS))
    assert problem.message == "it refers to the definition DEF-1 Bundle, which is not in force from 2027-01-01 on"
    followed = definition("DEF-1", "Bundle", "Sets.", version="2.0", effective_from=date(2027, 1, 1))
    assert messages(definition_not_in_force, lint_input(ending, followed, clause(see=("DEF-1",)))) == []
    both_end = clause(see=("DEF-1",), effective_to=date(2026, 12, 31))
    assert messages(definition_not_in_force, lint_input(ending, both_end)) == []


def test_clauses_that_have_ended_are_ignored() -> None:
    ended = clause(see=("DEF-1",), effective_to=date(2026, 9, 13))
    later = definition("DEF-1", "Bundle", "A set.", effective_from=date(2026, 1, 1), markets=frozenset({"DE"}))
    assert messages(definition_not_in_force, lint_input(ended, later, markets=MARKETS)) == []


def test_exception_of_some_markets_is_a_note_and_ended_one_a_warning() -> None:
    corpus = lint_input(
        exception("ABC-2", markets=frozenset({"DE"})),
        exception("ABC-3", effective_to=date(2026, 12, 31)),
        clause("ABC-1", excepts=("ABC-2", "ABC-3")),
        clause("ABC-4", see=("ABC-2",)),
        markets=MARKETS,
    )
    assert messages(reference_not_in_force, corpus) == [
        "note: ABC-1@1.0: it refers to ABC-2 Knives, which is not in force outside DE; "
        "say in the clause what applies there",
        "warning: ABC-1@1.0: it refers to ABC-3 Knives, which is not in force from 2027-01-01 on; "
        "end both on the same day",
    ]


def test_reference_to_nothing_is_left_to_the_check() -> None:
    assert messages(reference_not_in_force, lint_input(clause(see=("XYZ-9",)))) == []
