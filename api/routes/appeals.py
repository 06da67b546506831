"""Appeals: another look with fresh eyes, and then a person's word."""

import secrets
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.cursor import cursor, place_of
from api.jobs.workflows import enqueue_appeal
from api.problem import not_found, responses
from api.routes.decisions import recorded
from api.routes.reviews import reviewed
from api.schemas import AppealIn, Page, ReviewIn
from api.security import Decider, Guarded, PartsOf, Reader, Reviewer
from api.services import Services
from domain.appeal import Appeal, AppealStatus, AppealSummary
from domain.case import Name
from domain.review import Review
from store.audit import Entry

router = APIRouter(tags=["appeals"], route_class=Guarded)
OF_DECISION = "/v1/decisions/{decision_id}/appeals"
LISTED = responses(401, 403, 422, 429, 503)
COMMON = responses(404) | LISTED


@router.get("/v1/appeals", response_model=Page[AppealSummary], responses=LISTED)
def list_all(
    parts: PartsOf,
    caller: Reader,
    status: Annotated[AppealStatus | None, Query(description="`reheard` are those that wait for a person.")] = None,
    after: Annotated[str | None, Query(max_length=500, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[AppealSummary]:
    """Appeals about whatever decision, oldest first. What the second pass found is told with each appeal itself."""
    place = place_of(after) if after is not None else None
    found = parts.store.appeals.list(status, limit=limit + 1, after=place)
    last = found[limit - 1] if len(found) > limit else None
    return Page(items=found[:limit], next_cursor=cursor((last.created_at, last.appeal_id)) if last else None)


@router.post(OF_DECISION, status_code=202, response_model=Appeal, responses=responses(400, 408, 409, 413) | COMMON)
def appeal(decision_id: Name, body: AppealIn, parts: PartsOf, caller: Decider) -> Appeal:
    """The case is read anew in the background, by a judge that is shown neither the first verdict nor this statement;
    then it waits for a person."""
    recorded(parts, decision_id)
    made = Appeal(
        appeal_id=f"app_{secrets.token_hex(8)}",
        decision_id=decision_id,
        statement=body.statement,
        status=AppealStatus.OPEN,
        created_at=datetime.now(UTC),
    )
    with parts.store.database.writing() as session:
        parts.store.audit.enter(session, Entry(caller.key_id, "appeal.create", decision_id, "", made.appeal_id))
        parts.store.appeals.enter(session, made)
    enqueue_appeal(made.appeal_id)
    return made


@router.get(OF_DECISION, response_model=tuple[Appeal, ...], responses=COMMON)
def list_(decision_id: Name, parts: PartsOf, caller: Reader) -> tuple[Appeal, ...]:
    """The appeals about a decision, oldest first."""
    recorded(parts, decision_id)
    return parts.store.appeals.of(decision_id)


@router.get(OF_DECISION + "/{appeal_id}", response_model=Appeal, responses=COMMON)
def get(decision_id: Name, appeal_id: Name, parts: PartsOf, caller: Reader) -> Appeal:
    return _found(parts, decision_id, appeal_id)


@router.post(
    OF_DECISION + "/{appeal_id}/outcome",
    status_code=201,
    response_model=Review,
    responses=responses(400, 408, 409, 413) | COMMON,
)
def close(decision_id: Name, appeal_id: Name, body: ReviewIn, parts: PartsOf, caller: Reviewer) -> Review:
    """A person closes the appeal with a review of the decision; one that was not read anew yet is not any more."""
    _found(parts, decision_id, appeal_id)
    return reviewed(parts, decision_id, body, caller.key_id, appeal_id)


def _found(parts: Services, decision_id: str, appeal_id: str) -> Appeal:
    found = parts.store.appeals.get(appeal_id)
    if found is None or found.decision_id != decision_id:
        raise not_found(f"there is no appeal {appeal_id} about {decision_id}")
    return found
