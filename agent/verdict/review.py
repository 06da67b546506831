"""What a person's word on a decision comes to: the outcome and the clauses that hold from now on."""

import secrets
from collections.abc import Collection
from datetime import UTC, datetime

from domain.decision import Decision
from domain.errors import InputError
from domain.finding import FindingStatus
from domain.review import Review, ReviewAction
from domain.verdict import Outcome

Standing = tuple[Outcome, tuple[str, ...]]


class ReviewRefused(InputError):
    """The review does not fit the decision; the message says what would."""


def review(
    decision: Decision,
    action: ReviewAction,
    *,
    reason: str,
    reviewer: str,
    violated: Collection[str] = (),
    known: Collection[str],
    before: Review | None = None,
) -> Review:
    """A review of what holds now: the decision, or the review `before`. `violated` are the clauses that an amending or
    overturning reviewer found broken (none: nothing is), of those `known`. Raises ReviewRefused."""
    if not reason.strip() or not reviewer.strip():
        raise ReviewRefused("a review needs a reason and a reviewer: give both in words")
    strangers = sorted(set(violated) - set(known))
    if strangers:
        raise ReviewRefused(f"the corpus has no clause {', '.join(strangers)}: give ids that it has")
    outcome, broken = _after(action, _standing(decision, before), tuple(sorted(set(violated))))
    return Review(
        review_id=f"rev_{secrets.token_hex(8)}",
        decision_id=decision.decision_id,
        action=action,
        outcome=outcome,
        violated=broken,
        reason=reason,
        reviewer=reviewer,
        reviewed_at=datetime.now(UTC),
    )


def _standing(decision: Decision, before: Review | None) -> Standing:
    if before is not None:
        return before.outcome, before.violated
    found = {f.clause_id for f in decision.verdict.findings if f.status is FindingStatus.VIOLATED}
    return decision.verdict.outcome, tuple(sorted(found))


def _after(action: ReviewAction, standing: Standing, violated: tuple[str, ...]) -> Standing:
    outcome, _ = standing
    if action is ReviewAction.AMEND:
        return _outcome_of(violated), violated
    if outcome is Outcome.NEEDS_REVIEW:
        raise ReviewRefused(f"there is no verdict to {action} yet: amend it, with the clauses broken or with none")
    if action is ReviewAction.UPHOLD:
        if violated:
            raise ReviewRefused("upholding changes no clause: leave the clauses out, or amend")
        return standing
    if outcome is Outcome.VIOLATION and violated:
        raise ReviewRefused("overturning a violation leaves no clause broken: leave the clauses out, or amend")
    if outcome is Outcome.NO_VIOLATION and not violated:
        raise ReviewRefused("overturning no_violation needs the clauses that are broken: give at least one")
    return _outcome_of(violated), violated


def _outcome_of(violated: tuple[str, ...]) -> Outcome:
    return Outcome.VIOLATION if violated else Outcome.NO_VIOLATION
