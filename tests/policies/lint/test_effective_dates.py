"""References into markets and times where what they name is not in force."""

from datetime import date

from policies.lint.effective_dates import definition_out_of_force, reference_out_of_force
from tests.policies.lint.corpora import clause, definition, exception, subject, told

MARKETS = ("DE", "FR", "NO")


def test_a_definition_that_does_not_hold_everywhere_its_clause_does() -> None:
    looked_at = subject(
        definition("DEF-1", "Bundle", "A set.", markets=frozenset({"DE", "FR"})),
        clause("ABC-1", see=("DEF-1",)),
        clause("ABC-2", see=("DEF-1",), markets=frozenset({"DE"})),
        clause("ABC-3", see=("DEF-1",), markets=frozenset({"NO"})),
        markets=MARKETS,
    )
    remedy = "let the definition hold there, or write one for there and refer to it"
    assert told(definition_out_of_force, looked_at) == [
        f"warning: ABC-1@1.0: it is read with DEF-1 Bundle, which is not in force in NO; {remedy}",
        f"warning: ABC-3@1.0: it is read with DEF-1 Bundle, which is not in force now; {remedy}",
    ]
    assert told(reference_out_of_force, looked_at) == []


def test_a_market_that_nobody_names_counts_where_the_corpus_lists_none() -> None:
    local = definition("DEF-1", "Bundle", "A set.", markets=frozenset({"DE"}))
    (found,) = definition_out_of_force(subject(local, clause(see=("DEF-1",))))
    assert found.message == "it is read with DEF-1 Bundle, which is not in force in other markets"


def test_a_definition_that_ends_before_its_clause() -> None:
    ending = definition("DEF-1", "Bundle", "A set.", effective_to=date(2026, 12, 31))
    (found,) = definition_out_of_force(subject(ending, clause(see=("DEF-1",)), markets=MARKETS))
    assert found.message == "it is read with DEF-1 Bundle, which is not in force from 2027-01-01 on"
    followed = definition("DEF-1", "Bundle", "Sets.", version="2.0", effective_from=date(2027, 1, 1))
    assert told(definition_out_of_force, subject(ending, followed, clause(see=("DEF-1",)))) == []
    both_end = clause(see=("DEF-1",), effective_to=date(2026, 12, 31))
    assert told(definition_out_of_force, subject(ending, both_end)) == []


def test_what_ended_before_today_is_left_alone() -> None:
    ended = clause(see=("DEF-1",), effective_to=date(2026, 9, 13))
    later = definition("DEF-1", "Bundle", "A set.", effective_from=date(2026, 1, 1), markets=frozenset({"DE"}))
    assert told(definition_out_of_force, subject(ended, later, markets=MARKETS)) == []


def test_an_exception_of_some_markets_is_a_note_and_one_that_ends_a_warning() -> None:
    looked_at = subject(
        exception("ABC-2", markets=frozenset({"DE"})),
        exception("ABC-3", effective_to=date(2026, 12, 31)),
        clause("ABC-1", excepts=("ABC-2", "ABC-3")),
        clause("ABC-4", see=("ABC-2",)),
        markets=MARKETS,
    )
    assert told(reference_out_of_force, looked_at) == [
        "note: ABC-1@1.0: it refers to ABC-2 Knives, which is not in force outside DE; "
        "say in the clause that it is otherwise there",
        "warning: ABC-1@1.0: it refers to ABC-3 Knives, which is not in force from 2027-01-01 on; "
        "let the two end together",
    ]


def test_a_reference_to_nothing_is_for_the_check() -> None:
    assert told(reference_out_of_force, subject(clause(see=("XYZ-9",)))) == []
