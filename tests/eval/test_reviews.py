"""Agreement of machine and people, counted on reviewed decisions written by hand."""

import pytest

from domain.verdict import Outcome
from eval.reviews import ClauseAgreement, PersonsWord, agreement, by_clause
from eval.runs.prediction import Answer
from tests.eval.samples import labelled

YES, NO, PERSON = Outcome.VIOLATION, Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW


def word(name: str, right: tuple[str, ...], said: tuple[str, ...], machine: Outcome | None = None) -> PersonsWord:
    outcome = machine or (YES if said else NO)
    return PersonsWord(labelled(name, YES if right else NO, *right), Answer(outcome, frozenset(said)), ())


WORDS = (
    word("a", ("P-1",), ("P-1",)),
    word("b", ("P-1",), ("P-2",)),
    word("c", (), ("P-2",)),
    word("d", (), ()),
    word("e", ("P-1", "P-2"), (), PERSON),
)


def test_clauses_by_how_much_they_are_disagreed_about() -> None:
    one, two = by_clause(WORDS)
    # P-2: seen .4, said by the machine 2 of 5 and by people 1 of 5, so by chance .4 * .2 + .6 * .8 = .56
    assert (one.clause_id, one.both, one.machine_alone, one.people_alone) == ("P-2", 0, 2, 1)
    assert one.kappa == pytest.approx((0.4 - 0.56) / (1 - 0.56))
    # P-1: seen .6, said by the machine 1 of 5 and by people 3 of 5, so by chance .2 * .6 + .8 * .4 = .44
    assert (two.clause_id, two.both, two.machine_alone, two.people_alone) == ("P-1", 1, 0, 2)
    assert two.kappa == pytest.approx((0.6 - 0.44) / (1 - 0.44))


def test_a_clause_that_both_always_break_has_no_kappa() -> None:
    assert by_clause([word("a", ("P-1",), ("P-1",))]) == (ClauseAgreement("P-1", 1, 0, 0, None),)


def test_agreement_counts_what_was_left_to_people_as_no_agreement() -> None:
    found = agreement(WORDS)
    assert (found["accuracy"].value, found["exact_set"].value) == (3 / 5, 1 / 3)
