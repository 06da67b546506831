"""Reviews all copies of one text that wait for a person."""

import secrets

from api.review_schemas import MAX_TOGETHER, AnswerIn, GroupReviewIn, GroupReviewOut
from api.reviewing import make_review, reviewer_name
from api.services import Services
from domain.access import Caller
from domain.review import Review


def review_group(services: Services, group_id: str, body: GroupReviewIn, caller: Caller) -> GroupReviewOut:
    """Raises ApiError, ReviewRefused, ReviewConflict if no copy waits for a person any more, or LetterConflict."""
    groups, reviewer = services.store.queue.groups, reviewer_name(caller, body.reviewer)
    bulk_id = f"bulk_{secrets.token_hex(8)}"
    answers = [
        _answer(services, decision_id, body, reviewer, bulk_id)
        for decision_id in groups.open_members(group_id, MAX_TOGETHER)
    ]
    waiting = [answer for answer in answers if answer is not None]
    saved = services.store.review_writer.save_together(waiting, caller.key_id, group_id, body.letter_versions)
    remaining = groups.sizes([group_id])[group_id].open
    return GroupReviewOut(bulk_id=bulk_id, reviews=saved.reviews, left_out=dict(saved.left_out), remaining=remaining)


def _answer(
    services: Services, decision_id: str, body: AnswerIn, reviewer: str, bulk_id: str
) -> tuple[Review, int] | None:
    """None for a decision that has a review in effect, or that was erased meanwhile."""
    stored, state = services.store.get(decision_id), services.store.reviews.state(decision_id)
    if stored is None or state.latest is not None:
        return None
    review = make_review(services, stored, None, body, reviewer)
    return review.model_copy(update={"bulk_id": bulk_id}), state.version
