"""Reviews of decisions by moderators; violations and the message to the creator follow the latest review."""

from fastapi import APIRouter

from agent.verdict.review import review_decision
from api.paging import Page
from api.problem import responses
from api.routes.decisions import require_decision
from api.schemas import ReviewIn
from api.security import AuthenticatedRoute, Reader, Reviewer, ServicesDependency
from api.services import Services
from domain.case import ShortText
from domain.review import Review

router = APIRouter(prefix="/v1/decisions/{decision_id}/reviews", tags=["reviews"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 404, 422, 429, 503)


@router.post("", status_code=201, response_model=Review, responses=responses(400, 408, 409, 413, 415) | COMMON)
def create_review(decision_id: ShortText, body: ReviewIn, services: ServicesDependency, caller: Reviewer) -> Review:
    """Upholds, overturns or amends a decision. The decision and every review stay stored; the latest review is
    valid."""
    return save_review(services, decision_id, body, caller.key_id)


def save_review(
    services: Services, decision_id: str, body: ReviewIn, caller_id: str, appeal_id: str | None = None
) -> Review:
    """Saves review, violations, message, appeal and audit log entry in one transaction."""
    stored, previous = require_decision(services, decision_id), services.latest_review(decision_id)
    review = review_decision(
        stored.decision,
        body.action,
        reason=body.reason,
        reviewer=body.reviewer,
        violated=body.violated,
        known_clauses=services.corpus.library.clause_ids,
        previous=previous,
    )
    services.store.review(review, previous, caller_id, appeal_id)
    return review


@router.get("", response_model=Page[Review], responses=COMMON)
def list_reviews(decision_id: ShortText, services: ServicesDependency, caller: Reader) -> Page[Review]:
    """All reviews of a decision on one page, oldest first."""
    require_decision(services, decision_id)
    return Page(items=services.store.reviews.of_decision(decision_id))
