"""The difference of two decisions, the clauses that cause it, and what was edited in them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.backtest.decision_diff import (
    ClauseDifference,
    DecisionDiff,
    PolicyChanges,
    RecommendedAction,
    compare_decisions,
    recommended_action,
)
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision, Trace
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.finding import Finding, FindingStatus
from domain.ladder import EnforcementAction
from domain.signals import CreatorSignals, SignalCondition, SignalReading
from domain.verdict import Outcome, ReviewCode, ReviewReason, Verdict
from policies.diff.change import ChangeKind, ClauseChange, CorpusDiff, FieldChange, PolicyChange, ValueChange
from tests.agent.clauses import make_finding

VIOLATED, UNCLEAR, EXEMPTED = FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED
SATISFIED, NOT_APPLICABLE = FindingStatus.SATISFIED, FindingStatus.NOT_APPLICABLE
NOT_DUE = Consequence(status=ConsequenceStatus.NOT_DUE, reason="")
NONE = RecommendedAction(action="none")
GOLD = SignalReading(
    condition=SignalCondition.KNOWN, source="test", signals=CreatorSignals(creator_id="c", tier="gold")
)
NO_CHANGES = PolicyChanges(CorpusDiff(before="a", after="b"))


def policy_changes(*clauses: ClauseChange) -> PolicyChanges:
    return PolicyChanges(CorpusDiff(before="a", after="b", policies=(PolicyChange(id="p", title="", clauses=clauses),)))


def clause_change(clause_id: str, *kinds: ChangeKind, previous_id: str | None = None) -> ClauseChange:
    parts: tuple[FieldChange, ...] = tuple(ValueChange(kind=kind, field="x", before="1", after="2") for kind in kinds)
    return ClauseChange(id=clause_id, title="", previous_id=previous_id, changes=parts)


def make_decision(outcome: Outcome, *findings: Finding, consequence: Consequence = NOT_DUE, **verdict: Any) -> Decision:
    return Decision(
        decision_id="dec_1",
        case_id="case",
        decided_at=datetime(2026, 11, 1, tzinfo=UTC),
        verdict=Verdict(outcome=outcome, probability=0.5, confidence=0.5, summary="", findings=findings, **verdict),
        consequence=consequence,
        education=EducationMessage(locale="en", subject="s", body="b"),
        evidence=Evidence(signals=GOLD),
        trace=Trace(judge="t", model="m", policy_fingerprint="f", as_of=date(2026, 11, 1)),
    )


def violating(*names: str) -> Decision:
    outcome = Outcome.VIOLATION if names else Outcome.NO_VIOLATION
    return make_decision(outcome, *(make_finding(name, VIOLATED, 0.9) for name in names))


def make_recommendation(action: EnforcementAction, **fields: Any) -> Consequence:
    return Consequence(status=ConsequenceStatus.RECOMMENDED, reason="", action=action, **fields)


def test_changed_outcome_names_the_clause_and_its_changes() -> None:
    diff = compare_decisions(
        "dec_1",
        violating(),
        violating("A-1"),
        policy_changes(clause_change("A-1", ChangeKind.REWORDED, ChangeKind.STRICTER)),
    )
    assert diff == DecisionDiff(
        past_case="dec_1",
        case_id="case",
        tier="gold",
        before=Outcome.NO_VIOLATION,
        after=Outcome.VIOLATION,
        causes=(
            ClauseDifference(
                clause_id="A-1", before=None, after=VIOLATED, changes=(ChangeKind.REWORDED, ChangeKind.STRICTER)
            ),
        ),
        action_before=NONE,
        action_after=NONE,
    )
    assert (diff.outcome_changed, diff.policy_changed) == (True, True)


def test_other_clause_with_the_same_outcome_is_reported() -> None:
    diff = compare_decisions("dec_1", violating("A-1"), violating("B-1"), NO_CHANGES)
    assert diff is not None
    assert [(c.clause_id, c.before, c.after, c.changes) for c in diff.causes] == [
        ("A-1", VIOLATED, None, ()),
        ("B-1", None, VIOLATED, ()),
    ]
    assert (diff.outcome_changed, diff.policy_changed) == (False, False)


def test_edited_clauses_come_first() -> None:
    diff = compare_decisions(
        "dec_1", violating(), violating("A-1", "B-1"), policy_changes(clause_change("B-1", ChangeKind.CHECK))
    )
    assert diff is not None
    assert [cause.clause_id for cause in diff.causes] == ["B-1", "A-1"]


def test_renamed_clause_is_the_same_clause() -> None:
    assert (
        compare_decisions(
            "dec_1",
            violating("A-1"),
            violating("A-9"),
            policy_changes(clause_change("A-9", ChangeKind.MOVED, previous_id="A-1")),
        )
        is None
    )


def test_reused_id_is_another_clause() -> None:
    moved = policy_changes(
        clause_change("A-2", ChangeKind.MOVED, previous_id="A-1"),
        ClauseChange(id="A-1", title="", kind=ChangeKind.ADDED),
    )
    diff = compare_decisions("dec_1", violating("A-1"), violating("A-2", "A-1"), moved)
    assert diff is not None
    assert [(cause.clause_id, cause.changes) for cause in diff.causes] == [("A-1", (ChangeKind.ADDED,))]


@pytest.mark.parametrize(("before_status", "after_status"), [(VIOLATED, EXEMPTED), (EXEMPTED, VIOLATED)])
def test_edited_exception_is_named(before_status: FindingStatus, after_status: FindingStatus) -> None:
    before, after = (
        make_decision(
            Outcome.VIOLATION if status is VIOLATED else Outcome.NO_VIOLATION,
            make_finding("A-1", status, 0.9, exception_id="X-1" if status is EXEMPTED else None),
        )
        for status in (before_status, after_status)
    )
    diff = compare_decisions("dec_1", before, after, policy_changes(clause_change("X-1", ChangeKind.REWORDED)))
    assert diff is not None
    assert diff.causes == (
        ClauseDifference(
            clause_id="A-1",
            before=before_status,
            after=after_status,
            exception_id="X-1",
            exception_changes=(ChangeKind.REWORDED,),
        ),
    )
    assert diff.policy_changed


def test_unclear_clauses_count_only_if_review_is_needed() -> None:
    unclear, violated = make_finding("B-1", UNCLEAR, 0.5), make_finding("A-1", VIOLATED, 0.9)
    assert (
        compare_decisions("d", violating("A-1"), make_decision(Outcome.VIOLATION, violated, unclear), NO_CHANGES)
        is None
    )
    diff = compare_decisions("d", violating(), make_decision(Outcome.NEEDS_REVIEW, unclear), NO_CHANGES)
    assert diff is not None
    assert [(cause.clause_id, cause.after) for cause in diff.causes] == [("B-1", UNCLEAR)]


def test_review_reasons_are_given_if_no_clause_explains_them() -> None:
    reasons = [ReviewReason(code=ReviewCode.NO_TEXT, text=text) for text in ("Both.", "No rule was judged.")]
    before = make_decision(Outcome.NO_VIOLATION, review_reasons=reasons[:1])
    diff = compare_decisions("d", before, make_decision(Outcome.NEEDS_REVIEW, review_reasons=reasons), NO_CHANGES)
    assert diff is not None
    assert (diff.causes, diff.review_reasons) == ((), ("No rule was judged.",))


def test_other_action_with_the_same_verdict_is_reported() -> None:
    before, after = (
        make_decision(Outcome.VIOLATION, make_finding("A-1", VIOLATED, 0.9), consequence=consequence)
        for consequence in (
            make_recommendation(EnforcementAction.WARNING, points_case=4, points_total=6),
            make_recommendation(EnforcementAction.FEATURE_LIMIT, days=7),
        )
    )
    diff = compare_decisions("d", before, after, NO_CHANGES)
    assert diff is not None
    assert (diff.action_before, diff.action_after) == (
        RecommendedAction(action="warning", points=4, points_total=6),
        RecommendedAction(action="feature_limit", days=7),
    )


def test_action_that_is_not_determined_is_not_none() -> None:
    assert recommended_action(NOT_DUE) == NONE
    assert recommended_action(Consequence(status=ConsequenceStatus.NOT_DETERMINED, reason="")) == RecommendedAction(
        action="not_determined"
    )


@given(
    st.sampled_from(Outcome), st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(FindingStatus)), max_size=4)
)
def test_same_decision_has_no_diff(outcome: Outcome, statuses: list[tuple[str, FindingStatus]]) -> None:
    one = make_decision(outcome, *(make_finding(name, status, 0.9) for name, status in statuses))
    assert compare_decisions("d", one, one, NO_CHANGES) is None


@pytest.mark.parametrize(("before_status", "after_status"), [(SATISFIED, NOT_APPLICABLE), (NOT_APPLICABLE, SATISFIED)])
def test_satisfied_and_not_applicable_are_no_difference(
    before_status: FindingStatus, after_status: FindingStatus
) -> None:
    before, after = (
        make_decision(Outcome.NO_VIOLATION, make_finding("A-1", status, 0.1))
        for status in (before_status, after_status)
    )
    assert compare_decisions("d", before, after, NO_CHANGES) is None
