"""Saves and undoes the reviews that callers send."""

from datetime import UTC, datetime

from agent.verdict.review import review_decision
from api.blind_reviews import ReviewsSeenBy
from api.jobs.workflows import Workflows
from api.problem import ApiError
from api.review_schemas import AnswerIn, ReviewIn
from api.routes.decisions import require_decision
from api.services import Services
from api.versions import require_version
from domain.access import Caller, Scope
from domain.message import Notification
from domain.review import Review, ReviewState
from store.decision_rows import StoredDecision
from store.errors import JobConflict
from store.review_writer import Undone


def save_review(
    services: Services,
    decision_id: str,
    body: ReviewIn,
    caller: Caller,
    if_match: str | None,
    appeal_id: str | None = None,
) -> Review:
    """Saves review, violations, message, appeal and audit log entry in one transaction. The answer to a golden job is
    no review: it is stored apart. Raises ApiError, ReviewRefused, ReviewConflict, LetterConflict, JobConflict or
    AppealConflict."""
    if appeal_id is None:
        answer = _answer_golden_job(services, decision_id, body, caller)
        if answer is not None:
            return answer
    stored, state = require_decision(services, decision_id), services.store.reviews.state(decision_id)
    hidden = ReviewsSeenBy(services, caller).is_hidden(decision_id)
    require_version(services.store.reviews, state, if_match, hidden=hidden)
    reviewer = reviewer_name(caller, body.reviewer)
    if hidden and appeal_id is None and not services.store.queue.jobs.is_answered_blind(decision_id, reviewer):
        raise JobConflict(f"{decision_id} waits for a second answer: claim its job before the review")
    if appeal_id is not None:
        _require_person(services, caller, reviewer)
    review = make_review(services, stored, _previous(services, state, reviewer), body, reviewer)
    return services.store.review(review, state.version, caller.key_id, appeal_id, body.letter_version)


def _answer_golden_job(services: Services, decision_id: str, body: ReviewIn, caller: Caller) -> Review | None:
    """None if the reviewer has no golden job about this decision. Raises ApiError, ReviewRefused or JobConflict."""
    golden, reviewer = services.store.queue.golden_jobs, reviewer_name(caller, body.reviewer)
    job_id = golden.job_in_hand(decision_id, reviewer)
    if job_id is None:
        if golden.is_too_late(decision_id, reviewer):
            raise JobConflict(f"you have no job about {decision_id} any more: take the next job")
        return None
    answer = make_review(services, require_decision(services, decision_id), None, body, reviewer)
    golden.answer(job_id, answer, caller.key_id)
    return answer


def find_review(services: Services, review_id: str) -> Review | None:
    """Also an answer to a golden job, which its author takes for a review."""
    return services.store.reviews.get(review_id) or services.store.queue.golden_jobs.get(review_id)


def preview_letter(services: Services, decision_id: str, body: ReviewIn, caller: Caller) -> Notification | None:
    """What the creator would get if this review answered their appeal now; None: no letter. Raises ApiError or
    ReviewRefused."""
    stored, state = require_decision(services, decision_id), services.store.reviews.state(decision_id)
    reviewer = reviewer_name(caller, body.reviewer)
    review = make_review(services, stored, _previous(services, state, reviewer), body, reviewer)
    history = services.store.outbox.history(decision_id, appealed=True)
    notifier = services.store.notifier
    return notifier.for_review(stored.case, stored.decision, review, history) if notifier else None


def make_review(
    services: Services, stored: StoredDecision, previous: Review | None, body: AnswerIn, reviewer: str
) -> Review:
    """`previous`: the review that this one follows. Raises ReviewRefused."""
    return review_decision(
        stored.decision,
        body.action,
        reason=body.reason,
        reviewer=reviewer,
        violated=body.violated,
        known_clauses=services.corpus.library.clause_ids,
        previous=previous,
    )


def _previous(services: Services, state: ReviewState, reviewer: str) -> Review | None:
    """None for an answer that must not follow those of others."""
    is_blind = services.store.queue.jobs.is_answered_blind(state.decision_id, reviewer)
    return None if is_blind else state.latest


def _require_person(services: Services, caller: Caller, reviewer: str) -> None:
    """Raises ApiError."""
    program = next((one for one in services.settings.statements.programs if one in (caller.name, reviewer)), None)
    if program is not None:
        detail = f"{program} is a program, and a person must answer an appeal: use the key of a person, or the desk"
        raise ApiError(403, "forbidden", detail)


def reviewer_name(caller: Caller, named: str | None) -> str:
    """The name of the caller; an admin may act for another person. Raises ApiError."""
    if named is None or named == caller.name:
        return caller.name
    if caller.has_scope(Scope.ADMIN):
        return named
    detail = f"`reviewer` is {named}, and this key is that of {caller.name}: leave it out, or use the key of {named}"
    raise ApiError(422, "invalid-request", detail)


def undo_review(services: Services, workflows: Workflows, name: str, caller: Caller) -> Undone:
    """Undoes a review of the caller, or those that they made together; an admin undoes anybody's. Raises
    UndoRefused."""
    mine = None if caller.has_scope(Scope.ADMIN) else caller.name
    golden = services.store.queue.golden_jobs
    if golden.get(name) is not None:
        return Undone((golden.undo(name, caller.key_id, mine, datetime.now(UTC)),))
    undone = services.store.review_writer.undo(name, caller.key_id, mine, datetime.now(UTC))
    for review, appeal_id in undone.appeals:
        workflows.enqueue_appeal(appeal_id, review.review_id)
    return undone
