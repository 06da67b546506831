"""Posts, corrections, sales and quizzes earn within caps; farming earns next to nothing."""

import pytest

from agent.credit.balance import balance
from agent.credit.index import CreditIndex
from agent.credit.sales import MerchantSales
from domain.credit import Account, AccountKind, CreditReason
from domain.verdict import Outcome
from tests.agent.credit.decisions import MANY, MAYA, RULES, GivenSales, accrue, decision, on, planner, review, shown


def test_compliant_post_earns_after_it_was_held_and_expires() -> None:
    index = accrue([decision("a", 0)], 300)
    assert shown(index) == [(14, "compliant_post", 1), (194, "expiry", -1)]
    assert balance(index.lines(MAYA), on(300)) == 0


@pytest.mark.parametrize(
    "decisions",
    [
        [decision("a", 0, outcome=Outcome.NEEDS_REVIEW)],
        [decision("a", 0, reviews=(review(3, "HLT-1"),))],
        [decision("a", 0, is_post=False)],
    ],
)
def test_post_that_is_open_or_violates_or_is_no_post_earns_nothing(decisions: list) -> None:  # type: ignore[type-arg]
    assert "compliant_post" not in [reason for _, reason, _ in shown(accrue(decisions, 20))]


def test_post_that_is_decided_again_earns_once() -> None:
    again = [decision("a", 0, case="post"), decision("b", 1, case="post"), decision("c", 2, case="post")]
    assert shown(accrue(again, 60)) == [(14, "compliant_post", 1)]


def test_many_posts_of_a_day_earn_up_to_the_cap() -> None:
    index = accrue([decision(f"p{number}", 0) for number in range(50)], 30)
    assert shown(index) == [(14, "compliant_post", 1)] * 2


@pytest.mark.parametrize(("buyers", "earned"), [(0, 0), (1, 0), (2, 1), (9, 4), (1_000, 40)])
def test_posts_need_different_buyers_who_return_nothing(buyers: int, earned: int) -> None:
    posts = [decision(f"p{number}", number // 2) for number in range(40)]
    assert len(shown(accrue(posts, 60, sales=GivenSales({"cr_maya": buyers})))) == earned


def test_post_waits_for_the_warehouse_and_earns_when_it_is_loaded() -> None:
    late = GivenSales(MANY.buyers_of, loaded=13)
    waiting = accrue([decision("a", 0)], 20, sales=late)
    assert shown(waiting) == []
    assert shown(accrue([decision("a", 0)], 22, first=21)) == [(21, "compliant_post", 1)]
    assert shown(accrue([decision("a", 0)], 80, first=80)) == []  # too late


def test_without_a_warehouse_posts_earn_only_if_the_rules_say_so() -> None:
    assert shown(accrue([decision("a", 0)], 20, sales=None)) == []
    trusting = RULES.compliant_post.model_copy(update={"without_warehouse": True})
    rules = RULES.model_copy(update={"compliant_post": trusting})
    assert shown(accrue([decision("a", 0)], 20, sales=None, rules=rules)) == [(14, "compliant_post", 1)]


def test_corrected_post_earns_less_than_it_lost() -> None:
    violating = decision("a", 0, "LOW-1", case="post", reviews=(review(1, "LOW-1"),))
    index = accrue([violating, decision("b", 5, case="post")], 60)
    assert shown(index) == [(1, "violation", -3), (19, "correction", 1)]
    (line,) = [line for line in index.lines(MAYA) if line.reason is CreditReason.CORRECTION]
    assert (line.decision_id, line.clause_id) == ("dec_b", "LOW-1")
    late = accrue([violating, decision("b", 15, case="post")], 60)
    assert shown(late) == [(1, "violation", -3)]


def test_merchant_earns_for_a_day_of_sales_that_were_not_returned() -> None:
    sold = {
        "good": MerchantSales(buyers=30, orders=30, returned=3),
        "returned": MerchantSales(buyers=30, orders=100, returned=70),
        "small": MerchantSales(buyers=5, orders=5, returned=0),
    }
    index = accrue([], 20, sales=GivenSales(merchants_of=sold))
    assert [account.id for account in index.accounts] == ["good"]
    assert shown(index, Account(kind=AccountKind.MERCHANT, id="good")) == [(14, "sales", 1)]


def test_quiz_earns_once_for_a_clause_and_period_and_within_the_cap() -> None:
    earning, index = planner().earning, CreditIndex()

    def take(clause_id: str, quiz_id: str, day: int) -> int:
        lines = list(earning.training(MAYA, clause_id, quiz_id, on(day), index))
        for line in lines:
            index.add(line)
        return sum(line.points for line in lines)

    assert [take("HLT-1", "q1", 0), take("HLT-1", "q2", 0), take("HLT-1", "q3", 89), take("HLT-1", "q4", 90)] == [
        2,
        0,
        0,
        2,
    ]
    assert [take(f"C-{number}", f"c{number}", 200) for number in range(4)] == [2, 2, 0, 0]
    assert [take(f"D-{number}", f"d{number}", 201 + number) for number in range(5)] == [2, 2, 2, 0, 0]  # 10 in 90 days


def test_farming_earns_next_to_nothing() -> None:
    """A hundred trivial posts a day for 60 days, with orders of two buyers that stay and all others returned."""
    posts = [decision(f"p{number}", number // 100) for number in range(6_000)]
    farmed = accrue(posts, 90, sales=GivenSales({"cr_maya": 3}))
    assert balance(farmed.lines(MAYA), on(90)) == 3  # one post in each window of 28 days
    assert balance(accrue(posts, 90).lines(MAYA), on(90)) == 120  # with real sales, two a day
