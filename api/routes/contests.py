"""Contests: a creator says that their account is linked with another one by mistake, and a person looks."""

from datetime import UTC, datetime

from fastapi import APIRouter

from api.assessment_schemas import ContestIn, ContestOut
from api.problem import responses
from api.security import AuthenticatedRoute, Decider, ServicesDependency
from domain.case import ShortText

router = APIRouter(tags=["contests"], route_class=AuthenticatedRoute)


@router.post(
    "/v1/decisions/{decision_id}/contests",
    status_code=201,
    response_model=ContestOut,
    responses=responses(400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 503),
)
def contest_link(decision_id: ShortText, body: ContestIn, services: ServicesDependency, caller: Decider) -> ContestOut:
    """Creates a job for a person, with the creator's statement as its first comment. It is accepted of every decision
    about an account and answered in the same way, so that the answer does not tell whether a link was found. 409 for a
    decision about a post, and while another contest of the decision is open."""
    job = services.store.queue.contests.create(decision_id, body.statement, caller, datetime.now(UTC))
    return ContestOut(job_id=job.job_id, decision_id=decision_id, created_at=job.created_at)
