"""A report counts every case once, by its decision before and after."""

from agent.backtest.backtest import Backtest, FailedCase
from agent.backtest.backtest_report import BacktestReport, BeforeAfter, ClauseCount, Failure, TierCount, build_report
from agent.backtest.policy_version import PastCase
from agent.build import Clausewise
from domain.verdict import Outcome
from tests.agent.edited_policies import edited_version, past_case
from tests.agent.judges.shop import make_case


def report(shop: Clausewise, *cases: PastCase | FailedCase) -> BacktestReport:
    stricter = edited_version(shop, check="facts.stock_left > 10", points=3)
    return build_report(Backtest(edited_version(shop), stricter).run(cases), "old", "new")


def test_cases_are_counted_by_outcome_action_clause_and_tier(shop: Clausewise) -> None:
    without_creator = PastCase("without creator", make_case("only two left", facts={"stock_left": 15}))
    result = report(shop, past_case(5), past_case(15), past_case(30), without_creator, FailedCase("line 4", "broken"))
    assert [diff.past_case for diff in result.diffs] == ["case-1", "case-1", "without creator"]
    assert result.model_copy(update={"diffs": ()}) == BacktestReport(
        before="old",
        after="new",
        decided=4,
        decided_once=0,
        outcomes_changed=2,
        changed_by_classifier=0,
        diffs=(),
        outcomes={
            "violation": BeforeAfter(before=1, after=3),
            "no_violation": BeforeAfter(before=3, after=1),
        },
        clauses=(ClauseCount(clause_id="SCR-1", outcomes_changed=2, policy_changed=True),),
        tiers={"gold": TierCount(cases=3, outcomes_changed=1), "unknown": TierCount(cases=1, outcomes_changed=1)},
        actions={
            "none": BeforeAfter(before=3, after=1),
            "warning": BeforeAfter(before=1, after=0),
            "feature_limit": BeforeAfter(before=0, after=2),
            "not_determined": BeforeAfter(before=0, after=1),
        },
        not_reproduced=(),
        failures=(Failure(past_case="line 4", reason="broken"),),
    )


def test_decisions_that_cannot_be_reproduced_are_named(shop: Clausewise) -> None:
    past_cases = (
        past_case(30, "same", outcome=Outcome.VIOLATION),
        past_case(30, "other", outcome=Outcome.NO_VIOLATION),
    )
    assert report(shop, *past_cases).not_reproduced == ("other",)


def test_report_without_cases_is_empty(shop: Clausewise) -> None:
    result = report(shop)
    assert (result.decided, result.outcomes_changed, result.outcomes, result.actions, result.tiers) == (
        0,
        0,
        {},
        {},
        {},
    )
