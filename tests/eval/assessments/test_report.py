"""The figures of made-up results."""

import pytest

from domain.assessment import PriorityLevel
from domain.verdict import Outcome
from eval.assessments.labels import AccountKind
from eval.assessments.report import figures, outcome_kappa
from tests.eval.assessments.results import FINE, SATISFIED, UNCLEAR, labelled, result, seller


def test_all_as_it_should_be() -> None:
    found = figures([result(labelled(), reasons=3, reasons_that_cite=3), result(seller(), writer="rules")])
    assert (found.outcome.count, found.outcome.of) == (2, 2)
    assert found.kappa == pytest.approx(1.0)
    assert found.reasons_that_cite.value == 1
    assert found.writers == ("rules",)
    assert found.unnoticed.count == 0


def test_honest_creators_who_are_accused_or_sent_first_are_counted() -> None:
    accused = {"outcome": Outcome.VIOLATION, "priority": PriorityLevel.NORMAL}
    honest = figures(
        [
            result(labelled("a"), **accused),
            result(labelled("b", AccountKind.HOUSEHOLD), priority=PriorityLevel.HIGH),
            result(labelled("c", AccountKind.TRAVELLER)),
            result(seller()),
        ]
    ).honest
    shares = [honest.accused, honest.first, honest.to_a_person]
    assert [(share.count, share.of) for share in shares] == [(1, 3), (1, 3), (2, 3)]
    assert shares[0].low == pytest.approx(0.061, abs=0.001)
    assert shares[0].high == pytest.approx(0.792, abs=0.001)


def test_a_clause_that_was_not_judged_is_not_right() -> None:
    half = {"ACC-5.1": SATISFIED}
    found = figures([result(labelled("a"), clauses=half), result(labelled("b")), result(seller(), clauses=FINE)])
    clause = found.clauses["ACC-1.1"]
    assert (clause.exact.count, clause.judged.count, clause.judged.of) == (1, 2, 3)
    assert clause.found == {
        "satisfied > not_judged": 1,
        "satisfied > satisfied": 1,
        "violated > satisfied": 1,
    }
    assert found.clauses["ACC-5.1"].exact.value == 1


def test_accounts_at_fault_that_nothing_noticed() -> None:
    missed = {"outcome": Outcome.NO_VIOLATION, "clauses": FINE}
    found = figures(
        [
            result(seller("a"), **missed, priority=PriorityLevel.NONE),
            result(seller("b"), **missed, priority=PriorityLevel.NORMAL),
            result(seller("c")),
        ]
    )
    assert (found.unnoticed.count, found.unnoticed.of) == (1, 3)
    kind = found.by_kind["low_effort"]
    assert (kind.n, kind.outcome, kind.clauses, kind.priority) == (3, 1, 1, 2)


def test_errors_count_as_wrong_and_have_no_letter() -> None:
    failed = result(seller(), outcome=None, clauses={}, priority=None, error="no answer")
    found = figures([failed, result(labelled("b", language="de"))])
    assert (found.errors, found.outcome.count) == (1, 1)
    assert found.letters_that_disclose.of == 1
    assert found.by_language["de"].outcome == 1
    assert not failed.priority_right
    assert not failed.is_unnoticed


def test_letters_that_disclose_or_follow_links_are_counted() -> None:
    found = figures(
        [
            result(labelled("a"), disclosures=("c00002",)),
            result(labelled("b"), follows_links=True),
            result(labelled("c")),
        ]
    )
    assert found.letters_that_disclose.count == 2


def test_kappa_of_outcomes() -> None:
    traded = labelled(
        "t",
        AccountKind.TRADED,
        outcome=Outcome.NEEDS_REVIEW,
        clauses={**FINE, "ACC-5.1": UNCLEAR},
        priority=frozenset({PriorityLevel.NORMAL}),
    )
    right = [result(labelled("a")), result(seller("b")), result(traded)]
    assert outcome_kappa(right) == pytest.approx(1.0)
    always = [one.model_copy(update={"outcome": Outcome.NO_VIOLATION}) for one in right]
    assert outcome_kappa(always) == pytest.approx(0.0)
    assert outcome_kappa([result(labelled("a")), result(labelled("b"))]) is None
    assert outcome_kappa([]) is None
