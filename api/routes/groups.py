"""Groups of copies: posts with the same text, which a moderator decides together."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.group_reviews import review_group
from api.problem import not_found, responses
from api.review_schemas import GroupOut, GroupReviewIn, GroupReviewOut
from api.reviewing import undo_review
from api.security import AuthenticatedRoute, Reader, Reviewer, ServicesDependency, WorkflowsDependency
from api.services import Services
from domain.case import ShortText
from store.queue.groups import GroupSize

router = APIRouter(prefix="/v1/groups/{group_id}", tags=["groups of copies"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 404, 422, 429, 503)
Limit = Annotated[int, Query(ge=1, le=1_000, description="Members to list.")]


@router.get("", response_model=GroupOut, responses=COMMON)
def get_group(group_id: ShortText, services: ServicesDependency, caller: Reader, limit: Limit = 200) -> GroupOut:
    """The decisions about copies of one text, oldest first, and those that wait for a person."""
    size, groups = _require_group(services, group_id), services.store.queue.groups
    return GroupOut(
        group_id=group_id,
        total=size.total,
        open=size.open,
        decision_ids=groups.members(group_id, limit),
        open_decision_ids=groups.open_members(group_id, limit),
    )


@router.post(
    "/reviews",
    status_code=201,
    response_model=GroupReviewOut,
    responses=responses(400, 408, 409, 413, 415) | COMMON,
    operation_id="review_group",
)
def create_reviews(
    group_id: ShortText, body: GroupReviewIn, services: ServicesDependency, caller: Reviewer
) -> GroupReviewOut:
    """Decides all copies that wait for a person, each with a review, letter and audit log entry of its own, and one
    `bulk_id`. Copies that another person has claimed or reviewed are left out, and those with an edited letter that
    `letter_versions` does not name; more than 250 take several requests."""
    _require_group(services, group_id)
    return review_group(services, group_id, body, caller)


@router.post("/reviews/{bulk_id}/undo", response_model=GroupReviewOut, responses=responses(409) | COMMON)
def undo_group_review(
    group_id: ShortText,
    bulk_id: ShortText,
    services: ServicesDependency,
    workflows: WorkflowsDependency,
    caller: Reviewer,
) -> GroupReviewOut:
    """Takes all reviews of a `bulk_id` back, as the undo of a single review does; if one of them cannot be undone, none
    is."""
    _require_group(services, group_id)
    made = services.store.reviews.of_bulk(bulk_id)
    if not made or services.store.queue.groups.group_of(made[0].decision_id) != group_id:
        raise not_found(f"there are no reviews {bulk_id} of {group_id}")
    undone = undo_review(services, workflows, bulk_id, caller)
    remaining = services.store.queue.groups.sizes([group_id])[group_id].open
    return GroupReviewOut(bulk_id=bulk_id, reviews=undone.reviews, left_out={}, remaining=remaining)


def _require_group(services: Services, group_id: str) -> GroupSize:
    size = services.store.queue.groups.sizes([group_id]).get(group_id)
    if size is None:
        raise not_found(f"there is no group {group_id}")
    return size
