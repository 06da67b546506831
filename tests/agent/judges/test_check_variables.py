"""The variables of a check; unknown values stay absent."""

from datetime import date, timedelta

from agent.judges.check_variables import build_variables, cite_facts, has_value, missing_variables
from domain.case import Case
from domain.finding import FactCitation
from domain.signals import AppealOutcome, CreatorSignals, PastViolation, QualityScore
from tests.agent.judges.judge_inputs import AS_OF, make_judge_input, make_rule

CASE = Case(id="c", market="us", language="en", facts={"price": 0, "seen": False, "gone": None, "shop": {"open": True}})


def violation(n: int, day: date, appeal: AppealOutcome = AppealOutcome.NONE) -> PastViolation:
    return PastViolation(id=f"v{n}", clause_id="CLM-1", date=day, points=1, appeal=appeal)


def test_unknown_values_are_absent() -> None:
    case = Case(id="c", facts={"price": 1})
    assert build_variables(case, None, AS_OF) == {
        "facts": {"price": 1},
        "signals": {},
        "case": {"content_date": "2026-06-01"},
    }
    variables = build_variables(CASE, CreatorSignals(creator_id="cr"), AS_OF)
    assert variables == {
        "facts": {"price": 0, "seen": False, "gone": None, "shop": {"open": True}},
        "signals": {"violations_90d": 0},
        "case": {"market": "US", "language": "en", "content_date": "2026-06-01"},
    }


def test_signals_have_their_own_names() -> None:
    recent = [
        violation(1, AS_OF),
        violation(2, AS_OF - timedelta(days=90)),
        violation(3, AS_OF - timedelta(days=91)),
        violation(4, AS_OF + timedelta(days=1)),
        violation(5, AS_OF, AppealOutcome.OVERTURNED),
        violation(6, AS_OF, AppealOutcome.PENDING),
    ]
    signals = CreatorSignals(
        creator_id="cr",
        quality=QualityScore(score=0),
        violations=tuple(recent),
        account_age_days=0,
        strikes=2,
    )
    assert build_variables(CASE, signals, AS_OF)["signals"] == {
        "quality_score": 0,
        "account_age_days": 0,
        "strikes": 2,
        "violations_90d": 3,
    }


def test_zero_and_false_have_a_value_and_null_has_none() -> None:
    variables = build_variables(CASE, None, AS_OF)
    names = ("facts.price", "facts.seen", "facts.gone", "facts.never", "facts.shop.open", "signals.strikes")
    assert [has_value(name, variables) for name in names] == [True, True, False, False, True, False]
    assert cite_facts(names, variables) == (
        FactCitation(name="facts.price", value=0),
        FactCitation(name="facts.seen", value=False),
        FactCitation(name="facts.shop.open", value={"open": True}),
    )


def test_missing_variables_are_those_without_a_value() -> None:
    clause = make_rule("SCR-1", check='facts.price > 3 && facts.gone && signals.strikes > 1 && case.market == "US"')
    assert missing_variables(clause, make_judge_input(CASE, [clause]).variables) == ("facts.gone", "signals.strikes")
    assert missing_variables(make_rule("CLM-1"), make_judge_input(CASE, []).variables) == ()
