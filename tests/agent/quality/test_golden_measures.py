"""Reviewers and judges are measured on one scale."""

from datetime import UTC, datetime

import pytest

from agent.quality.golden_measures import measure
from domain.case import Case
from domain.decision import Decision
from domain.quality import GoldenAnswer, GoldenCase, GoldenSource
from domain.usage import Usage
from domain.verdict import Outcome
from tests.store.conftest import Decide, case, decide

__all__ = ["case", "decide"]
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
BAD, GOOD, OPEN = Outcome.VIOLATION, Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW


def golden(number: int, *violated: str) -> GoldenCase:
    return GoldenCase(
        decision_id=f"d{number}",
        outcome=BAD if violated else GOOD,
        violated=violated,
        reason="x",
        source=GoldenSource.DECISION,
        queue="",
        added_by="lena",
        added_at=AT,
    )


def answer(number: int, *violated: str, outcome: Outcome | None = None, minutes: float = 2.0) -> GoldenAnswer:
    return GoldenAnswer(
        decision_id=f"d{number}",
        reviewer="ana",
        outcome=outcome or (BAD if violated else GOOD),
        violated=violated,
        answered_at=AT,
        minutes=minutes,
    )


CASES = [golden(number, "HLT-1") for number in range(6)] + [golden(number) for number in range(6, 12)]


def test_reviewer_has_kappa_correctness_minutes_and_cost() -> None:
    answers = [answer(n, "HLT-1") for n in range(4)] + [answer(4, "DSC-1"), answer(5, outcome=OPEN, minutes=8)]
    answers += [answer(n) for n in range(6, 12)] + [answer(0, minutes=9)]  # the second answer does not count
    (ana,) = measure(CASES, answers, {}, 30.0)
    assert (ana.name, ana.kind, ana.cases, ana.undecided) == ("ana", "reviewer", 12, 1)
    assert ana.correct.value == pytest.approx(10 / 12)  # another clause is not correct, nor is an escalation
    assert (ana.correct.low, ana.correct.high) == pytest.approx((0.552, 0.953), abs=0.001)
    assert ana.kappa is not None
    assert ana.kappa.value == pytest.approx(0.846, abs=0.001)
    assert ana.minutes == 2
    assert ana.cost == pytest.approx((11 * 2 + 8) / 12 / 60 * 30)
    assert ana.missing == ()


def test_judge_is_measured_alike(decide: Decide, case: Case) -> None:
    def decided(number: int, *violated: str, cost: float | None = None) -> Decision:
        decision = decide(f"d{number}", *violated, outcome=BAD if violated else OPEN)
        return decision.model_copy(update={"trace": decision.trace.model_copy(update={"usage": Usage(cost=cost)})})

    decisions = {f"d{number}": decided(number, "HLT-1", cost=0.02) for number in (0, 1)} | {"d6": decided(6)}
    (judge,) = measure(CASES, [], decisions, None)
    assert (judge.kind, judge.name, judge.cases, judge.undecided) == ("judge", "local", 3, 1)
    assert judge.correct.value == pytest.approx(2 / 3)
    assert judge.cost == pytest.approx(0.02)
    assert judge.minutes == pytest.approx(12.345 / 60_000)
    assert (judge.kappa, judge.missing) == (None, ("kappa needs 10 cases, and there are 3",))


def test_what_is_not_known_has_a_reason() -> None:
    unknown = [answer(n, "HLT-1").model_copy(update={"minutes": None}) for n in range(6)]
    (ana,) = measure(CASES[:6] * 2, unknown, {}, None)
    assert (ana.minutes, ana.cost, ana.kappa) == (None, None, None)
    assert ana.missing[1:] == ("no case says how long it took", "no cost of a reviewer's hour is set")
