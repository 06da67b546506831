"""Assessments of accounts: made from the warehouse of events, and listed."""

import hashlib

from fastapi import APIRouter, Response

from api.assessing import Assessing
from api.assessment_schemas import AssessmentIn
from api.blind_reviews import ReviewsSeenBy
from api.paging import CursorParameter, Limit, Page, decode_cursor, make_page
from api.problem import responses
from api.routes.decisions import IdempotencyKey, decision_response, require_decision
from api.schemas import DecisionSummaryOut, summary_out
from api.security import AuthenticatedRoute, Decider, DecisionPoolDependency, Reader, ServicesDependency
from api.services import Services
from domain.case import ShortText
from domain.decision import Decision
from store.errors import DecisionConflict

router = APIRouter(prefix="/v1/creators/{creator_id}/assessments", tags=["assessments"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 422, 429, 503)
AS_THE_SERVICE_DECIDES = AssessmentIn()


@router.post("", status_code=201, response_model=Decision, responses=responses(400, 404, 408, 409, 413, 415) | COMMON)
async def assess_creator(
    creator_id: ShortText,
    services: ServicesDependency,
    pool: DecisionPoolDependency,
    caller: Decider,
    body: AssessmentIn = AS_THE_SERVICE_DECIDES,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Assesses the creator's account over the four weeks up to a day, from the warehouse of events, and stores the
    decision. Lines of `linked_accounts` are for moderators: no verdict and no letter follows from them. 409 where the
    service has no warehouse, nothing is computed in it, or its models cannot be read."""

    def work() -> Response:
        decision = _assess(services, creator_id, body, caller.key_id, idempotency_key)
        return decision_response(decision, 201, {"Location": f"/v1/decisions/{decision.decision_id}"})

    with pool.requests.take(caller.key_id):
        return await pool.run(caller.key_id, work)


def _assess(
    services: Services, creator_id: str, body: AssessmentIn, caller_id: str, idempotency_key: str | None
) -> Decision:
    new_id = decision_id = services.adjudicator.new_id()
    if idempotency_key is not None:
        digest = hashlib.sha256(f"assess\n{creator_id}\n{body.model_dump_json()}".encode()).hexdigest()
        keys, now = services.store.idempotency_keys, services.adjudicator.now()
        decision_id = keys.claim(caller_id, idempotency_key, digest, new_id, now)
    stored = services.store.get(decision_id) if decision_id != new_id else None
    if stored is not None:
        return stored.decision
    try:
        return Assessing(services).assess(creator_id, body.as_of, body.judge, caller_id, decision_id)
    except DecisionConflict:  # another request under the same key was first
        return require_decision(services, decision_id).decision


@router.get("", response_model=Page[DecisionSummaryOut], responses=COMMON)
def list_assessments(
    creator_id: ShortText,
    services: ServicesDependency,
    caller: Reader,
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> Page[DecisionSummaryOut]:
    """The stored assessments of the creator's account, newest first. `GET /v1/decisions/{decision_id}` has each one."""
    rows = services.store.list(limit + 1, cursor=decode_cursor(cursor), creator_id=creator_id, assessed=True)
    rows = ReviewsSeenBy(services, caller).summaries(rows)
    return make_page(rows, limit, summary_out, lambda row: (row.decided_at, row.decision_id))
