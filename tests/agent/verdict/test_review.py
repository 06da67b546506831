"""A review sets outcome and clauses, or is refused with the review that would fit."""

from datetime import UTC, date, datetime

import pytest

from agent.verdict.review import ReviewRefused, review_decision
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision, Trace
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.finding import Finding, FindingStatus
from domain.review import Review, ReviewAction
from domain.signals import SignalCondition, SignalReading
from domain.verdict import Outcome, Verdict

KNOWN = {"HLT-2.1", "DSC-1.1"}
UPHOLD, OVERTURN, AMEND = ReviewAction


def decision(outcome: Outcome) -> Decision:
    violated = ("HLT-2.1",) if outcome is Outcome.VIOLATION else ()
    findings = tuple(
        Finding(
            clause_id=name,
            status=FindingStatus.VIOLATED,
            confidence=1,
            probability=1,
            rationale="It does.",
            judge="local",
        )
        for name in violated
    )
    return Decision(
        decision_id="dec_1",
        case_id="case_1",
        decided_at=datetime(2026, 11, 20, tzinfo=UTC),
        verdict=Verdict(outcome=outcome, probability=0.5, confidence=0.5, summary="Summary.", findings=findings),
        consequence=Consequence(status=ConsequenceStatus.NOT_DUE, reason="None."),
        education=EducationMessage(locale="en", subject="Hello", body="Hello."),
        evidence=Evidence(signals=SignalReading(condition=SignalCondition.NO_CREATOR, source="none")),
        trace=Trace(judge="local", model="m", policy_fingerprint="f", as_of=date(2026, 11, 20)),
    )


def review(outcome: Outcome, action: ReviewAction, *violated: str, previous: Review | None = None) -> Review:
    return review_decision(
        decision(outcome),
        action,
        reason="I read it.",
        reviewer="ana",
        violated=violated,
        known_clauses=KNOWN,
        previous=previous,
    )


@pytest.mark.parametrize(
    ("outcome", "action", "violated", "expected"),
    [
        (Outcome.VIOLATION, UPHOLD, (), (Outcome.VIOLATION, ("HLT-2.1",))),
        (Outcome.NO_VIOLATION, UPHOLD, (), (Outcome.NO_VIOLATION, ())),
        (Outcome.VIOLATION, OVERTURN, (), (Outcome.NO_VIOLATION, ())),
        (Outcome.NO_VIOLATION, OVERTURN, ("HLT-2.1",), (Outcome.VIOLATION, ("HLT-2.1",))),
        (Outcome.VIOLATION, AMEND, ("HLT-2.1", "DSC-1.1"), (Outcome.VIOLATION, ("DSC-1.1", "HLT-2.1"))),
        (Outcome.NEEDS_REVIEW, AMEND, (), (Outcome.NO_VIOLATION, ())),
    ],
)
def test_review_sets_outcome_and_clauses(
    outcome: Outcome, action: ReviewAction, violated: tuple[str, ...], expected: tuple[Outcome, tuple[str, ...]]
) -> None:
    result = review(outcome, action, *violated)
    assert (result.outcome, result.violated) == expected
    assert (result.decision_id, result.action, result.reviewer, result.reason) == ("dec_1", action, "ana", "I read it.")


def test_review_builds_on_previous_review() -> None:
    overturned = review(Outcome.VIOLATION, OVERTURN)
    again = review(Outcome.VIOLATION, UPHOLD, previous=overturned)
    assert (again.outcome, again.violated) == (Outcome.NO_VIOLATION, ())


@pytest.mark.parametrize(
    ("outcome", "action", "violated", "message"),
    [
        (Outcome.NEEDS_REVIEW, UPHOLD, (), "no verdict to uphold yet: amend it"),
        (Outcome.NEEDS_REVIEW, OVERTURN, (), "no verdict to overturn yet: amend it"),
        (Outcome.VIOLATION, UPHOLD, ("DSC-1.1",), "upholding a decision changes no clause"),
        (Outcome.VIOLATION, OVERTURN, ("DSC-1.1",), "leaves no clause violated"),
        (Outcome.NO_VIOLATION, OVERTURN, (), "needs the violated clauses"),
        (Outcome.VIOLATION, AMEND, ("XXX-9",), "the corpus has no clause XXX-9"),
    ],
)
def test_unsuitable_review_is_refused(
    outcome: Outcome, action: ReviewAction, violated: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ReviewRefused, match=message):
        review(outcome, action, *violated)


@pytest.mark.parametrize(("reason", "reviewer"), [(" ", "ana"), ("I read it.", "\n")])
def test_review_needs_reason_and_reviewer(reason: str, reviewer: str) -> None:
    with pytest.raises(ReviewRefused, match="a reason and a reviewer"):
        review_decision(decision(Outcome.VIOLATION), UPHOLD, reason=reason, reviewer=reviewer, known_clauses=KNOWN)
