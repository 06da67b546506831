"""A moderator's review of a decision: the outcome and the violated clauses that are valid from then on."""

import secrets
from collections.abc import Collection
from datetime import UTC, datetime

from domain.decision import Decision
from domain.errors import InputError
from domain.review import Review, ReviewAction
from domain.verdict import Outcome

Result = tuple[Outcome, tuple[str, ...]]


class ReviewRefused(InputError):
    """The review does not fit the decision; the message says which review would."""


def review_decision(
    decision: Decision,
    action: ReviewAction,
    *,
    reason: str,
    reviewer: str,
    violated: Collection[str] = (),
    known_clauses: Collection[str],
    previous: Review | None = None,
) -> Review:
    """Reviews the decision, or its `previous` review if there is one. `violated` are the ids of the clauses that the
    reviewer finds violated (amend and overturn only); each must be one of `known_clauses`. Raises ReviewRefused."""
    if not reason.strip() or not reviewer.strip():
        raise ReviewRefused("a review needs a reason and a reviewer: give both in words")
    unknown = sorted(set(violated) - set(known_clauses))
    if unknown:
        raise ReviewRefused(f"the corpus has no clause {', '.join(unknown)}: give ids that it has")
    outcome, violated_clauses = _result_after_review(
        action, _result_before_review(decision, previous), tuple(sorted(set(violated)))
    )
    return Review(
        review_id=f"rev_{secrets.token_hex(8)}",
        decision_id=decision.decision_id,
        action=action,
        outcome=outcome,
        violated=violated_clauses,
        reason=reason,
        reviewer=reviewer,
        reviewed_at=datetime.now(UTC),
    )


def _result_before_review(decision: Decision, previous: Review | None) -> Result:
    if previous is not None:
        return previous.outcome, previous.violated
    return decision.verdict.outcome, tuple(sorted(set(decision.verdict.violated)))


def _result_after_review(action: ReviewAction, current: Result, violated: tuple[str, ...]) -> Result:
    outcome, _ = current
    if action is ReviewAction.AMEND:
        return _outcome(violated), violated
    if outcome is Outcome.NEEDS_REVIEW:
        raise ReviewRefused(f"there is no verdict to {action} yet: amend it, with the violated clauses or with none")
    if action is ReviewAction.UPHOLD:
        if violated:
            raise ReviewRefused("upholding a decision changes no clause: leave the clauses out, or amend")
        return current
    if outcome is Outcome.VIOLATION and violated:
        raise ReviewRefused("overturning a violation leaves no clause violated: leave the clauses out, or amend")
    if outcome is Outcome.NO_VIOLATION and not violated:
        raise ReviewRefused("overturning no_violation needs the violated clauses: give at least one")
    return _outcome(violated), violated


def _outcome(violated: tuple[str, ...]) -> Outcome:
    return Outcome.VIOLATION if violated else Outcome.NO_VIOLATION
