"""Confirmed violations take points, overturned ones give back exactly these, and open ones do nothing."""

from typing import Any

import pytest

from agent.credit.balance import balance
from agent.credit.sales import MerchantSales
from agent.credit.settled import Settled, status_on
from domain.credit import Account, AccountKind
from domain.verdict import Outcome
from store.credit.decision_facts import DecisionFacts
from tests.agent.credit.decisions import MAYA, GivenSales, accrue, appeal, decision, letter, on, review, shown


def test_violation_that_a_person_confirmed_takes_points_on_that_day() -> None:
    index = accrue([decision("a", 0, "HLT-1", reviews=(review(3, "HLT-1"),))], 60)
    (line,) = index.lines(MAYA)
    assert (line.day, line.points, line.clause_id, line.decision_id) == (on(3), -12, "HLT-1", "dec_a")
    assert (line.rule_version, line.expires_on) == ("1", on(183))


@pytest.mark.parametrize(
    ("fields", "settled_on"),
    [
        ({}, 31),  # no letter: 30 days from the decision, as the rules say
        ({"letters": (letter(4),)}, 19),
        ({"letters": (letter(4, None),)}, 35),
        ({"letters": (letter(None),)}, None),  # the creator does not know
        ({"letters": (letter(4),), "appeals": (appeal(10),)}, None),
        ({"outcome": Outcome.NEEDS_REVIEW}, None),
    ],
)
def test_machine_alone_takes_points_once_the_time_to_appeal_is_over(
    fields: dict[str, Any], settled_on: int | None
) -> None:
    index = accrue([decision("a", 0, "HLT-1", **fields)], 100)
    assert shown(index) == ([] if settled_on is None else [(settled_on, "violation", -12)])


def test_appeal_that_is_won_gives_back_exactly_what_was_lost() -> None:
    reviews = (review(2, "HLT-1"), review(20))
    index = accrue([decision("a", 0, "HLT-1", reviews=reviews, appeals=(appeal(10, 20),))], 400, sales=None)
    assert shown(index) == [(2, "violation", -12), (20, "overturned", 12)]
    assert balance(index.lines(MAYA), on(19)) == -12
    assert balance(index.lines(MAYA), on(20)) == 0


def test_nothing_changes_while_an_appeal_is_open_or_when_it_is_lost() -> None:
    reviews = (review(2, "HLT-1"), review(20, "HLT-1"))
    index = accrue([decision("a", 0, "HLT-1", reviews=reviews, appeals=(appeal(10, 20),))], 60)
    assert shown(index) == [(2, "violation", -12)]


def test_amended_violation_takes_what_the_other_clause_costs() -> None:
    reviews = (review(2, "HLT-1", "LOW-1"), review(9, "LOW-1"), review(12, "HLT-1"))
    index = accrue([decision("a", 0, "HLT-1", "LOW-1", reviews=reviews)], 60)
    assert sorted(shown(index)) == [
        (2, "violation", -12),
        (9, "overturned", 12),
        (9, "violation", -3),
        (12, "overturned", 3),
        (12, "violation", -12),
    ]


def test_undone_and_differing_reviews_have_no_effect_once_they_are() -> None:
    undone = accrue([decision("a", 0, reviews=(review(2, "HLT-1", undone=4),))], 10)
    assert shown(undone) == [(2, "violation", -12), (4, "overturned", 12)]
    assert shown(accrue([decision("a", 0, reviews=(review(2, "HLT-1", differs=True),))], 10)) == []


def test_clause_that_the_policies_lack_takes_nothing() -> None:
    assert shown(accrue([decision("a", 0, "XXX-9", reviews=(review(2, "XXX-9"),))], 60)) == []


def test_loss_expires_and_is_not_given_back_again() -> None:
    reviews = (review(0, "HLT-1"), review(200))
    index = accrue([decision("a", 0, "HLT-1", reviews=reviews)], 300)
    assert shown(index) == [(0, "violation", -12), (180, "expiry", 12)]


def test_low_violation_of_a_high_tier_is_answered_with_education_first() -> None:
    posts = [decision(f"p{number}", number // 2) for number in range(80)]
    violations = [
        decision("v1", 60, "LOW-1", reviews=(review(60, "LOW-1"),)),
        decision("v2", 65, "LOW-1", reviews=(review(65, "LOW-1"),)),
    ]
    index = accrue([*posts, *violations], 66)
    lost = [line for line in index.lines(MAYA) if line.decision_id in ("dec_v1", "dec_v2")]
    assert [(line.reason.value, line.points) for line in lost] == [("education_first", 0), ("violation", -3)]


def test_status_reads_nothing_later() -> None:
    later = decision("a", 0, "HLT-1", reviews=(review(5),), appeals=(appeal(4, 5),))
    assert [status_on(later, on(day), 30).settled for day in (3, 4, 5)] == [
        Settled.OPEN,
        Settled.OPEN,
        Settled.COMPLIANT,
    ]


def test_second_run_of_the_same_days_adds_nothing() -> None:
    decisions: list[DecisionFacts] = [
        decision("a", 0, "HLT-1", reviews=(review(2, "HLT-1"), review(9))),
        decision("b", 1, "LOW-1", reviews=(review(2, "LOW-1"),)),
        *(decision(f"p{number}", number) for number in range(5)),
    ]
    once = accrue(decisions, 40)
    again = accrue(decisions, 40, before=once.lines(MAYA), first=40)
    assert len(once.lines(MAYA)) == 9
    assert again.lines(MAYA) == once.lines(MAYA)


def test_shop_that_posts_itself_loses_as_a_merchant_too_and_gets_both_back() -> None:
    reviews = (review(2, "HLT-1"), review(20))
    sales = GivenSales(merchants_of={MAYA.id: MerchantSales(buyers=0, orders=0, returned=0)})
    index = accrue([decision("a", 0, "HLT-1", reviews=reviews, appeals=(appeal(10, 20),))], 60, sales=sales)
    for account in (MAYA, Account(kind=AccountKind.MERCHANT, id=MAYA.id)):
        assert [(line.day, line.points) for line in index.lines(account)] == [(on(2), -12), (on(20), 12)]


def test_shop_does_not_answer_for_the_posts_of_others() -> None:
    sales = GivenSales(merchants_of={"shop": MerchantSales(buyers=0, orders=0, returned=0)})
    index = accrue([decision("a", 0, "HLT-1", reviews=(review(2, "HLT-1"),))], 60, sales=sales)
    assert index.accounts == (MAYA,)
