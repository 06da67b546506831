"""Reviews all copies of one text that wait for a person."""

import secrets

from agent.verdict.review import review_decision
from api.reviewing import reviewer_name
from api.schemas import GroupReviewOut, ReviewIn
from api.services import Services
from domain.access import Caller
from domain.review import Review

MAX_TOGETHER = 250  # decisions in one transaction, which holds other writers up for some 10 ms each


def review_group(services: Services, group_id: str, body: ReviewIn, caller: Caller) -> GroupReviewOut:
    """Raises ApiError, ReviewRefused, or ReviewConflict if no copy waits for a person any more."""
    groups, reviewer = services.store.queue.groups, reviewer_name(caller, body.reviewer)
    bulk_id = f"bulk_{secrets.token_hex(8)}"
    answers = [
        _answer(services, decision_id, body, reviewer, bulk_id)
        for decision_id in groups.open_members(group_id, MAX_TOGETHER)
    ]
    waiting = [answer for answer in answers if answer is not None]
    saved = services.store.review_writer.save_together(waiting, caller.key_id, group_id)
    remaining = groups.sizes([group_id])[group_id].open
    return GroupReviewOut(bulk_id=bulk_id, reviews=saved.reviews, left_out=dict(saved.left_out), remaining=remaining)


def _answer(
    services: Services, decision_id: str, body: ReviewIn, reviewer: str, bulk_id: str
) -> tuple[Review, int] | None:
    """None for a decision that has a review in effect, or that was erased meanwhile."""
    stored, state = services.store.get(decision_id), services.store.reviews.state(decision_id)
    if stored is None or state.latest is not None:
        return None
    review = review_decision(
        stored.decision,
        body.action,
        reason=body.reason,
        reviewer=reviewer,
        violated=body.violated,
        known_clauses=services.corpus.library.clause_ids,
    )
    return review.model_copy(update={"bulk_id": bulk_id}), state.version
