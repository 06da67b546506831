"""What a check may read, and how what is not known stays unknown."""

from datetime import date, timedelta

from agent.judges.check_variables import cite, is_known, missing_names, variables
from domain.case import Case
from domain.finding import FactCitation
from domain.signals import AppealOutcome, CreatorSignals, PastViolation, QualityScore
from tests.agent.judges.judge_inputs import ON, brief, rule

CASE = Case(id="c", market="us", language="en", facts={"price": 0, "seen": False, "gone": None, "shop": {"open": True}})


def violation(n: int, on: date, appeal: AppealOutcome = AppealOutcome.NONE) -> PastViolation:
    return PastViolation(id=f"v{n}", clause_id="CLM-1", date=on, points=1, appeal=appeal)


def test_what_is_not_known_is_absent() -> None:
    bare = Case(id="c", facts={"price": 1})
    assert variables(bare, None, ON) == {"facts": {"price": 1}, "signals": {}, "case": {"content_date": "2026-06-01"}}
    known = variables(CASE, CreatorSignals(creator_id="cr"), ON)
    assert known == {
        "facts": {"price": 0, "seen": False, "gone": None, "shop": {"open": True}},
        "signals": {"violations_90d": 0},
        "case": {"market": "US", "language": "en", "content_date": "2026-06-01"},
    }


def test_signals_are_read_by_their_names() -> None:
    recent = [
        violation(1, ON),
        violation(2, ON - timedelta(days=90)),
        violation(3, ON - timedelta(days=91)),
        violation(4, ON + timedelta(days=1)),
        violation(5, ON, AppealOutcome.OVERTURNED),
        violation(6, ON, AppealOutcome.PENDING),
    ]
    signals = CreatorSignals(
        creator_id="cr",
        quality=QualityScore(score=0),
        violations=tuple(recent),
        account_age_days=0,
        strikes=2,
    )
    assert variables(CASE, signals, ON)["signals"] == {
        "quality_score": 0,
        "account_age_days": 0,
        "strikes": 2,
        "violations_90d": 3,
    }


def test_zero_and_false_are_known_and_null_is_not() -> None:
    given = variables(CASE, None, ON)
    names = ("facts.price", "facts.seen", "facts.gone", "facts.never", "facts.shop.open", "signals.strikes")
    assert [is_known(name, given) for name in names] == [True, True, False, False, True, False]
    assert cite(names, given) == (
        FactCitation(name="facts.price", value=0),
        FactCitation(name="facts.seen", value=False),
        FactCitation(name="facts.shop.open", value={"open": True}),
    )


def test_missing_names_are_those_that_nobody_gave() -> None:
    clause = rule("SCR-1", check='facts.price > 3 && facts.gone && signals.strikes > 1 && case.market == "US"')
    assert missing_names(clause, brief(CASE, [clause]).variables) == ("facts.gone", "signals.strikes")
    assert missing_names(rule("CLM-1"), brief(CASE, []).variables) == ()
