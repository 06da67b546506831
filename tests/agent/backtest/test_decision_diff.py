"""What two decisions on a case differ in is told with the clauses that made it so, and what the law changed in them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.backtest.decision_diff import Cause, Changed, Effect, Impact, effect, impact
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision, Trace
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.finding import Finding, FindingStatus
from domain.ladder import EnforcementAction
from domain.signals import CreatorSignals, SignalCondition, SignalReading
from domain.verdict import Outcome, ReviewCode, ReviewReason, Verdict
from policies.diff.change import Changes, ClauseChange, Part, PolicyChange, Shift, Sort
from tests.agent.policy_versions import finding

VIOLATED, UNCLEAR, EXEMPTED = FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED
KEPT, ELSEWHERE = FindingStatus.SATISFIED, FindingStatus.NOT_APPLICABLE
NOT_DUE = Consequence(status=ConsequenceStatus.NOT_DUE, reason="")
NONE = Effect(measure="none")
GOLD = SignalReading(
    condition=SignalCondition.KNOWN, source="test", signals=CreatorSignals(creator_id="c", tier="gold")
)
NOTHING = Changed(Changes(before="a", after="b"))


def changed(*clauses: ClauseChange) -> Changed:
    return Changed(Changes(before="a", after="b", policies=(PolicyChange(id="p", title="", clauses=clauses),)))


def change(clause_id: str, *sorts: Sort, was: str | None = None) -> ClauseChange:
    parts: tuple[Part, ...] = tuple(Shift(sort=sort, part="x", before="1", after="2") for sort in sorts)
    return ClauseChange(id=clause_id, title="", was=was, parts=parts)


def decision(outcome: Outcome, *findings: Finding, consequence: Consequence = NOT_DUE, **verdict: Any) -> Decision:
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


def broken(*names: str) -> Decision:
    outcome = Outcome.VIOLATION if names else Outcome.NO_VIOLATION
    return decision(outcome, *(finding(name, VIOLATED, 0.9) for name in names))


def of(measure: EnforcementAction, **given: Any) -> Consequence:
    return Consequence(status=ConsequenceStatus.RECOMMENDED, reason="", action=measure, **given)


def test_a_flip_names_the_clause_and_what_the_law_changed_in_it() -> None:
    found = impact("dec_1", broken(), broken("A-1"), changed(change("A-1", Sort.REWORDED, Sort.STRICTER)))
    assert found == Impact(
        past="dec_1",
        case_id="case",
        tier="gold",
        before=Outcome.NO_VIOLATION,
        after=Outcome.VIOLATION,
        causes=(Cause(clause_id="A-1", before=None, after=VIOLATED, changes=(Sort.REWORDED, Sort.STRICTER)),),
        effect_before=NONE,
        effect_after=NONE,
    )
    assert (found.flips, found.changed) == (True, True)


def test_the_same_outcome_by_another_clause_is_told_and_is_no_flip() -> None:
    found = impact("dec_1", broken("A-1"), broken("B-1"), NOTHING)
    assert found is not None
    assert [(c.clause_id, c.before, c.after, c.changes) for c in found.causes] == [
        ("A-1", VIOLATED, None, ()),
        ("B-1", None, VIOLATED, ()),
    ]
    assert (found.flips, found.changed) == (False, False)


def test_clauses_that_the_law_changed_stand_first() -> None:
    found = impact("dec_1", broken(), broken("A-1", "B-1"), changed(change("B-1", Sort.CHECK)))
    assert found is not None
    assert [cause.clause_id for cause in found.causes] == ["B-1", "A-1"]


def test_a_clause_with_another_id_is_the_same_clause() -> None:
    assert impact("dec_1", broken("A-1"), broken("A-9"), changed(change("A-9", Sort.MOVED, was="A-1"))) is None


def test_an_id_that_another_clause_has_now_is_not_taken_for_it() -> None:
    moved = changed(change("A-2", Sort.MOVED, was="A-1"), ClauseChange(id="A-1", title="", sort=Sort.ADDED))
    found = impact("dec_1", broken("A-1"), broken("A-2", "A-1"), moved)
    assert found is not None
    assert [(cause.clause_id, cause.changes) for cause in found.causes] == [("A-1", (Sort.ADDED,))]


@pytest.mark.parametrize(("then", "now"), [(VIOLATED, EXEMPTED), (EXEMPTED, VIOLATED)])
def test_an_exception_that_the_law_changed_is_named(then: FindingStatus, now: FindingStatus) -> None:
    before, after = (
        decision(
            Outcome.VIOLATION if status is VIOLATED else Outcome.NO_VIOLATION,
            finding("A-1", status, 0.9, exception_id="X-1" if status is EXEMPTED else None),
        )
        for status in (then, now)
    )
    found = impact("dec_1", before, after, changed(change("X-1", Sort.REWORDED)))
    assert found is not None
    assert found.causes == (
        Cause(clause_id="A-1", before=then, after=now, exception_id="X-1", exception_changes=(Sort.REWORDED,)),
    )
    assert found.changed


def test_doubt_counts_only_where_a_person_must_look() -> None:
    doubt, sure = finding("B-1", UNCLEAR, 0.5), finding("A-1", VIOLATED, 0.9)
    assert impact("d", broken("A-1"), decision(Outcome.VIOLATION, sure, doubt), NOTHING) is None
    found = impact("d", broken(), decision(Outcome.NEEDS_REVIEW, doubt), NOTHING)
    assert found is not None
    assert [(cause.clause_id, cause.after) for cause in found.causes] == [("B-1", UNCLEAR)]


def test_where_no_clause_says_why_a_person_must_look_the_reasons_do() -> None:
    reasons = [ReviewReason(code=ReviewCode.NO_TEXT, text=text) for text in ("Both.", "No rule was read.")]
    then = decision(Outcome.NO_VIOLATION, review_reasons=reasons[:1])
    found = impact("d", then, decision(Outcome.NEEDS_REVIEW, review_reasons=reasons), NOTHING)
    assert found is not None
    assert (found.causes, found.reasons) == ((), ("No rule was read.",))


def test_another_consequence_is_told_though_the_verdict_is_the_same() -> None:
    before, after = (
        decision(Outcome.VIOLATION, finding("A-1", VIOLATED, 0.9), consequence=consequence)
        for consequence in (
            of(EnforcementAction.WARNING, points_case=4, points_total=6),
            of(EnforcementAction.FEATURE_LIMIT, days=7),
        )
    )
    found = impact("d", before, after, NOTHING)
    assert found is not None
    assert (found.effect_before, found.effect_after) == (
        Effect(measure="warning", points=4, total=6),
        Effect(measure="feature_limit", days=7),
    )


def test_a_consequence_that_was_withheld_is_not_none() -> None:
    assert effect(NOT_DUE) == NONE
    assert effect(Consequence(status=ConsequenceStatus.NOT_DETERMINED, reason="")) == Effect(measure="withheld")


@given(
    st.sampled_from(Outcome), st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(FindingStatus)), max_size=4)
)
def test_the_same_decision_twice_changes_nothing(outcome: Outcome, found: list[tuple[str, FindingStatus]]) -> None:
    one = decision(outcome, *(finding(name, status, 0.9) for name, status in found))
    assert impact("d", one, one, NOTHING) is None


@pytest.mark.parametrize(("then", "now"), [(KEPT, ELSEWHERE), (ELSEWHERE, KEPT)])
def test_a_rule_that_was_kept_or_did_not_apply_makes_no_difference(then: FindingStatus, now: FindingStatus) -> None:
    before, after = (decision(Outcome.NO_VIOLATION, finding("A-1", status, 0.1)) for status in (then, now))
    assert impact("d", before, after, NOTHING) is None
