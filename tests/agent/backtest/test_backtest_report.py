"""A tally counts every case once, by what it was and what it becomes."""

from agent.backtest.backtest import Failed, Rehearsal
from agent.backtest.backtest_report import BeforeAfter, Failure, Of, Report, Turn, tally
from agent.backtest.policy_version import Past
from agent.build import Clausewise
from domain.verdict import Outcome
from tests.agent.edited import law, past
from tests.agent.judges.shop import said


def report(shop: Clausewise, *pasts: Past | Failed) -> Report:
    stricter = law(shop, check="facts.stock_left > 10", points=3)
    return tally(Rehearsal(law(shop), stricter).run(pasts), "old", "new")


def test_cases_are_counted_by_outcome_measure_clause_and_tier(shop: Clausewise) -> None:
    nobody = Past("nobody", said("only two left", facts={"stock_left": 15}))
    told = report(shop, past(5), past(15), past(30), nobody, Failed("line 4", "broken"))
    assert [impact.past for impact in told.impacts] == ["case-1", "case-1", "nobody"]
    assert told.model_copy(update={"impacts": ()}) == Report(
        before="old",
        after="new",
        decided=4,
        spared=0,
        flips=2,
        impacts=(),
        outcomes={
            "violation": BeforeAfter(before=1, after=3),
            "no_violation": BeforeAfter(before=3, after=1),
        },
        clauses=(Turn(clause_id="SCR-1", flips=2, changed=True),),
        tiers={"gold": Of(cases=3, flips=1), "unknown": Of(cases=1, flips=1)},
        measures={
            "none": BeforeAfter(before=3, after=1),
            "warning": BeforeAfter(before=1, after=0),
            "feature_limit": BeforeAfter(before=0, after=2),
            "withheld": BeforeAfter(before=0, after=1),
        },
        otherwise=(),
        failures=(Failure(past="line 4", why="broken"),),
    )


def test_past_decisions_that_the_first_law_does_not_bring_again_are_named(shop: Clausewise) -> None:
    then = (past(30, "same", outcome=Outcome.VIOLATION), past(30, "other", outcome=Outcome.NO_VIOLATION))
    assert report(shop, *then).otherwise == ("other",)


def test_of_no_case_there_is_nothing_to_tell(shop: Clausewise) -> None:
    told = report(shop)
    assert (told.decided, told.flips, told.outcomes, told.measures, told.tiers) == (0, 0, {}, {}, {})
