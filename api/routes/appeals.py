"""Appeals: another look with fresh eyes, and then a person's word."""

import secrets
from datetime import UTC, datetime

from fastapi import APIRouter

from api.jobs.durable import enqueue_appeal
from api.parts import Parts
from api.problem import not_found, responses
from api.routes.decisions import recorded
from api.routes.reviews import reviewed
from api.security import Decider, PartsOf, Reader, Reviewer
from api.wire import AppealIn, ReviewIn
from domain.appeal import Appeal, AppealStatus
from domain.case import Name
from domain.review import Review
from store.audit import Entry

router = APIRouter(prefix="/v1/decisions/{decision_id}/appeals", tags=["appeals"])
COMMON = responses(401, 403, 404, 422, 429, 503)


@router.post("", status_code=202, response_model=Appeal, responses=responses(400, 408, 409, 413) | COMMON)
def appeal(decision_id: Name, body: AppealIn, parts: PartsOf, caller: Decider) -> Appeal:
    """The case is read anew in the background, by a judge that is shown neither the first verdict nor this statement;
    then it waits for a person."""
    recorded(parts, decision_id)
    made = Appeal(
        appeal_id=f"app_{secrets.token_hex(8)}",
        decision_id=decision_id,
        statement=body.statement,
        status=AppealStatus.OPEN,
        made_at=datetime.now(UTC),
    )
    with parts.store.database.writing() as session:
        parts.store.audit.enter(session, Entry(caller.key_id, "appeal.create", decision_id, "", made.appeal_id))
        parts.store.appeals.enter(session, made)
    enqueue_appeal(made.appeal_id)
    return made


@router.get("", response_model=tuple[Appeal, ...], responses=COMMON)
def list_(decision_id: Name, parts: PartsOf, caller: Reader) -> tuple[Appeal, ...]:
    """The appeals about a decision, oldest first."""
    recorded(parts, decision_id)
    return parts.store.appeals.of(decision_id)


@router.get("/{appeal_id}", response_model=Appeal, responses=COMMON)
def get(decision_id: Name, appeal_id: Name, parts: PartsOf, caller: Reader) -> Appeal:
    return _found(parts, decision_id, appeal_id)


@router.post(
    "/{appeal_id}/outcome", status_code=201, response_model=Review, responses=responses(400, 408, 409, 413) | COMMON
)
def close(decision_id: Name, appeal_id: Name, body: ReviewIn, parts: PartsOf, caller: Reviewer) -> Review:
    """A person closes the appeal with a review of the decision."""
    _found(parts, decision_id, appeal_id)
    return reviewed(parts, decision_id, body, caller.key_id, appeal_id)


def _found(parts: Parts, decision_id: str, appeal_id: str) -> Appeal:
    found = parts.store.appeals.get(appeal_id)
    if found is None or found.decision_id != decision_id:
        raise not_found(f"there is no appeal {appeal_id} about {decision_id}")
    return found
