"""Reviews: what a moderator makes of a decision; the ledger and the message to the creator follow."""

from fastapi import APIRouter

from agent.verdict.review import review as weigh
from api.problem import responses
from api.routes.decisions import recorded
from api.schemas import ReviewIn
from api.security import Guarded, PartsOf, Reader, Reviewer
from api.services import Services
from domain.case import Name
from domain.review import Review

router = APIRouter(prefix="/v1/decisions/{decision_id}/reviews", tags=["reviews"], route_class=Guarded)
COMMON = responses(401, 403, 404, 422, 429, 503)


@router.post("", status_code=201, response_model=Review, responses=responses(400, 408, 409, 413) | COMMON)
def review(decision_id: Name, body: ReviewIn, parts: PartsOf, caller: Reviewer) -> Review:
    """Uphold, overturn or amend. The record keeps the decision and every review; the last one holds."""
    return reviewed(parts, decision_id, body, caller.key_id)


def reviewed(parts: Services, decision_id: str, body: ReviewIn, who: str, appeal_id: str | None = None) -> Review:
    """Review, ledger, message, appeal and audit line stand together or not at all."""
    record, before = recorded(parts, decision_id), parts.latest(decision_id)
    made = weigh(
        record.decision,
        body.action,
        reason=body.reason,
        reviewer=body.reviewer,
        violated=body.violated,
        known=parts.shelf.library.ids,
        before=before,
    )
    parts.store.review(made, before, who, appeal_id)
    return made


@router.get("", response_model=tuple[Review, ...], responses=COMMON)
def list_(decision_id: Name, parts: PartsOf, caller: Reader) -> tuple[Review, ...]:
    """The reviews of a decision, oldest first."""
    recorded(parts, decision_id)
    return parts.store.reviews.of(decision_id)
