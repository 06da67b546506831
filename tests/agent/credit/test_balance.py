"""The balance is a fold: in any order, each line once, with caps that hold and restores that cancel exactly."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.credit.balance import balance, next_tier, remaining, tier_of
from domain.credit import Account, CreditKind, CreditLine, CreditReason
from domain.errors import OperationError
from store.credit.decision_facts import DecisionFacts
from tests.agent.credit.decisions import MAYA, RULES, START, GivenSales, accrue, appeal, decision, letter, on, review

CLAUSES = ("LOW-1", "HLT-1", "MED-1")
LAST = 70


@st.composite
def decisions(draw: st.DrawFn) -> list[DecisionFacts]:
    """With reviews, appeals, letters, and posts that are decided again."""
    found = []
    for number in range(draw(st.integers(1, 12))):
        day = draw(st.integers(0, 30))
        violated = tuple(sorted(draw(st.sets(st.sampled_from(CLAUSES), max_size=2))))
        steps = sorted(draw(st.sets(st.integers(day, 60), max_size=3)))
        reviews = tuple(review(step, *draw(st.sets(st.sampled_from(CLAUSES), max_size=1))) for step in steps)
        appeals = (appeal(day + 1, draw(st.none() | st.integers(day + 1, 60))),) if draw(st.booleans()) else ()
        letters = (letter(draw(st.none() | st.integers(day, 40))),) if draw(st.booleans()) else ()
        case = draw(st.sampled_from(("post", f"p{number}")))
        found.append(
            decision(f"d{number}", day, *violated, case=case, reviews=reviews, appeals=appeals, letters=letters)
        )
    return sorted(found, key=lambda one: (one.decided_on, one.decision_id))


SALES = st.builds(GivenSales, st.fixed_dictionaries({"cr_maya": st.integers(0, 40)}))


@given(decisions(), SALES, st.randoms(use_true_random=False))
def test_order_and_repetition_of_lines_change_no_balance(
    found: list[DecisionFacts], sales: GivenSales, random: object
) -> None:
    lines = list(accrue(found, LAST, sales=sales).lines(MAYA))
    shuffled = [*lines, *lines]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for day in (0, 20, LAST):
        assert balance(shuffled, on(day)) == balance(lines, on(day)) == sum(x.points for x in lines if x.day <= on(day))


@given(decisions(), SALES)
def test_caps_hold_for_every_day(found: list[DecisionFacts], sales: GivenSales) -> None:
    earned = Counter[tuple[date, CreditReason]]()
    in_all = Counter[date]()
    for line in accrue(found, LAST, sales=sales).lines(MAYA):
        if line.kind is CreditKind.EARN:
            earned[line.for_day, line.reason] += line.points
            in_all[line.for_day] += line.points
    assert all(points <= RULES.caps.of(reason) for (_, reason), points in earned.items())
    assert all(points <= RULES.caps.all for points in in_all.values())


@given(decisions(), SALES)
def test_restored_and_ended_lines_count_for_nothing(found: list[DecisionFacts], sales: GivenSales) -> None:
    lines = accrue(found, 300, sales=sales).lines(MAYA)
    ended = {line.of_line for line in lines if line.of_line is not None}
    assert all(remaining(line, lines) == 0 for line in lines if line.line_id in ended)
    assert balance(lines, on(300)) == 0  # all lines have expired by then, or were restored


@given(decisions(), SALES, st.integers(0, LAST))
def test_run_that_was_cut_off_ends_like_one_that_was_not(
    found: list[DecisionFacts], sales: GivenSales, cut: int
) -> None:
    whole = accrue(found, LAST, sales=sales)
    before = accrue(found, cut, sales=sales).lines(MAYA)
    resumed = accrue(found, LAST, sales=sales, before=before, first=cut + 1)
    assert {line.line_id: line for line in resumed.lines(MAYA)} == {line.line_id: line for line in whole.lines(MAYA)}


def earned(line_id: str, points: int = 1) -> CreditLine:
    return CreditLine(
        line_id=line_id,
        account=Account(id="x"),
        day=START,
        for_day=START,
        kind=CreditKind.EARN,
        reason=CreditReason.COMPLIANT_POST,
        points=points,
        rule_version="1",
    )


def test_two_lines_of_one_id_that_differ_are_refused() -> None:
    assert balance([earned("a"), earned("a"), earned("b")], START) == 2
    assert balance([earned("a")], START - timedelta(days=1)) == 0
    with pytest.raises(OperationError, match="have the id a and differ"):
        balance([earned("a"), earned("a", 2)], START)


@pytest.mark.parametrize(
    ("points", "tier", "following"),
    [(-40, "standard", "trusted"), (19, "standard", "trusted"), (20, "trusted", "reliable"), (60, "reliable", None)],
)
def test_tier_follows_from_the_balance(points: int, tier: str, following: str | None) -> None:
    assert tier_of(points, RULES.tiers).name == tier
    found = next_tier(points, RULES.tiers)
    assert (found and found.name) == following
