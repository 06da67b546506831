"""Reviews of decisions by moderators; violations and the message to the creator follow the latest review."""

from fastapi import APIRouter, Response

from api.blind_reviews import ReviewsSeenBy
from api.paging import Page
from api.problem import not_found, responses
from api.review_schemas import ReviewIn
from api.reviewing import find_review, save_review, undo_review
from api.routes.decisions import require_decision
from api.security import AuthenticatedRoute, Reader, Reviewer, ServicesDependency, WorkflowsDependency
from api.versions import IfMatch, etag
from domain.case import ShortText
from domain.review import Review

router = APIRouter(prefix="/v1/decisions/{decision_id}/reviews", tags=["reviews"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 404, 422, 429, 503)


@router.post("", status_code=201, response_model=Review, responses=responses(400, 408, 409, 413, 415, 428) | COMMON)
def review_decision(
    decision_id: ShortText,
    body: ReviewIn,
    services: ServicesDependency,
    caller: Reviewer,
    response: Response,
    if_match: IfMatch = None,
) -> Review:
    """Upholds, overturns or amends a decision. The decision and every review stay stored; the latest review is valid.
    `If-Match` names the version that the review answers, and `letter_version` the edited letter that it releases. If
    another person was faster, the answer is a conflict with what they did."""
    review = save_review(services, decision_id, body, caller, if_match)
    response.headers["ETag"] = etag(ReviewsSeenBy(services, caller).state(decision_id))
    return review


@router.get("", response_model=Page[Review], responses=COMMON)
def list_reviews(
    decision_id: ShortText, services: ServicesDependency, caller: Reader, response: Response
) -> Page[Review]:
    """All reviews of a decision on one page, oldest first, with those that were undone. While a second review waits,
    there are none for those who may get it."""
    require_decision(services, decision_id)
    seen = ReviewsSeenBy(services, caller)
    response.headers["ETag"] = etag(seen.state(decision_id))
    return Page(items=tuple(seen.history(decision_id)))


@router.post("/{review_id}/undo", response_model=Review, responses=responses(409) | COMMON, operation_id="undo_review")
def undo(
    decision_id: ShortText,
    review_id: ShortText,
    services: ServicesDependency,
    workflows: WorkflowsDependency,
    caller: Reviewer,
    response: Response,
) -> Review:
    """Takes the caller's last review back, within `CLAUSEWISE_SERVICE__UNDO_SECONDS`: violations, letter, appeal and
    job are as before. The review stays stored with `undone_at`. Of reviews that decided copies together, all are
    undone."""
    made = find_review(services, review_id)
    if made is None or made.decision_id != decision_id:
        raise not_found(f"there is no review {review_id} of {decision_id}")
    undone = undo_review(services, workflows, made.bulk_id or review_id, caller)
    response.headers["ETag"] = etag(ReviewsSeenBy(services, caller).state(decision_id))
    return next(review for review in undone.reviews if review.review_id == review_id)
