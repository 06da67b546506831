"""Appeals: the case is decided a second time, then a moderator closes the appeal with a review."""

import secrets
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.paging import CursorParameter, Limit, Page, decode_cursor, make_page
from api.problem import ApiError, not_found, responses
from api.review_schemas import AppealIn, ReviewIn
from api.reviewing import save_review
from api.routes.decisions import require_decision
from api.security import AuthenticatedRoute, Decider, Reader, Reviewer, ServicesDependency, WorkflowsDependency
from api.services import Services
from api.versions import IfMatch, etag
from domain.appeal import Appeal, AppealStatus, AppealSummary
from domain.case import ShortText
from domain.review import Review
from domain.verdict import Outcome

router = APIRouter(tags=["appeals"], route_class=AuthenticatedRoute)
PATH = "/v1/decisions/{decision_id}/appeals"
LIST_RESPONSES = responses(401, 403, 422, 429, 503)
COMMON = responses(404) | LIST_RESPONSES
Status = Annotated[AppealStatus | None, Query(description="`re_reviewed` appeals wait for a moderator.")]


@router.get("/v1/appeals", response_model=Page[AppealSummary], responses=LIST_RESPONSES)
def list_appeals(
    services: ServicesDependency,
    caller: Reader,
    status: Status = None,
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> Page[AppealSummary]:
    """The appeals of all decisions, oldest first, without their second decisions."""
    rows = services.store.appeals.list(status, limit=limit + 1, cursor=decode_cursor(cursor))
    return make_page(rows, limit, lambda row: row, lambda row: (row.created_at, row.appeal_id))


@router.post(PATH, status_code=202, response_model=Appeal, responses=responses(400, 408, 409, 413, 415) | COMMON)
def create_appeal(
    decision_id: ShortText,
    body: AppealIn,
    services: ServicesDependency,
    workflows: WorkflowsDependency,
    caller: Decider,
) -> Appeal:
    """Appeals a decision. The case is decided again in the background, by a judge that sees neither the first verdict
    nor this statement. Then the appeal waits for a moderator. A decision that finds no violation, or a review that has
    overturned it, leaves nothing to appeal: the answer is a conflict. So it is after the message's `contest_until`,
    with CLAUSEWISE_MESSAGES__REFUSE_LATE_APPEALS."""
    _require_violation(services, decision_id)
    _require_in_time(services, decision_id)
    appeal = Appeal(
        appeal_id=f"app_{secrets.token_hex(8)}",
        decision_id=decision_id,
        statement=body.statement,
        status=AppealStatus.OPEN,
        created_at=datetime.now(UTC),
    )
    store = services.store
    with store.database.write_transaction() as session:
        store.audit.append(session, caller.key_id, "appeal.create", decision_id, "", appeal.appeal_id)
        store.appeals.create(session, appeal)
    workflows.enqueue_appeal(appeal.appeal_id)
    return appeal


@router.get(PATH, response_model=Page[Appeal], responses=COMMON)
def list_appeals_of_decision(decision_id: ShortText, services: ServicesDependency, caller: Reader) -> Page[Appeal]:
    """All appeals of a decision on one page, oldest first."""
    require_decision(services, decision_id)
    return Page(items=services.store.appeals.of_decision(decision_id))


@router.get(PATH + "/{appeal_id}", response_model=Appeal, responses=COMMON)
def get_appeal(decision_id: ShortText, appeal_id: ShortText, services: ServicesDependency, caller: Reader) -> Appeal:
    """An appeal with its second decision."""
    return _require_appeal(services, decision_id, appeal_id)


@router.post(
    PATH + "/{appeal_id}/outcome",
    status_code=201,
    response_model=Review,
    responses=responses(400, 408, 409, 413, 415, 428) | COMMON,
)
def close_appeal(
    decision_id: ShortText,
    appeal_id: ShortText,
    body: ReviewIn,
    services: ServicesDependency,
    caller: Reviewer,
    response: Response,
    if_match: IfMatch = None,
) -> Review:
    """Closes the appeal with a review of the decision, whose version `If-Match` names. An appeal that is closed is not
    re-reviewed any more."""
    _require_appeal(services, decision_id, appeal_id)
    review = save_review(services, decision_id, body, caller, if_match, appeal_id)
    response.headers["ETag"] = etag(services.store.reviews.state(decision_id))
    return review


def _require_violation(services: Services, decision_id: str) -> None:
    """By the latest review, or without one by the decision. Raises ApiError."""
    review, verdict = services.latest_review(decision_id), require_decision(services, decision_id).decision.verdict
    outcome = review.outcome if review is not None else verdict.outcome
    if outcome is not Outcome.VIOLATION:
        found = outcome.value.replace("_", " ")
        detail = f"the outcome of {decision_id} is {found}: only a violation can be appealed"
        raise ApiError(409, "conflict", detail)


def _require_in_time(services: Services, decision_id: str) -> None:
    """The time runs from the delivery of the message that states it. Raises ApiError."""
    message = services.store.outbox.current_message(decision_id)
    until = message.contest_until if message and services.settings.messages.refuse_late_appeals else None
    if until is not None and datetime.now(UTC).date() > until:
        detail = f"the time to appeal {decision_id} ended on {until}: a reviewer can still review the decision itself"
        raise ApiError(409, "conflict", detail)


def _require_appeal(services: Services, decision_id: str, appeal_id: str) -> Appeal:
    appeal = services.store.appeals.get(appeal_id)
    if appeal is None or appeal.decision_id != decision_id:
        raise not_found(f"there is no appeal {appeal_id} of {decision_id}")
    return appeal
