"""Checks of drafts before they are published. Nothing is stored, and nothing follows from them."""

from typing import Annotated

from fastapi import APIRouter, Body, Query

from agent.precheck import PrecheckReport, precheck
from api.problem import responses
from api.routes.decisions import EXAMPLES
from api.security import AuthenticatedRoute, Decider, DecisionPoolDependency, ServicesDependency
from api.services import CaseRefused
from api.submitted_case import SubmittedCase
from domain.case import AskedDay

router = APIRouter(prefix="/v1/prechecks", tags=["prechecks"], route_class=AuthenticatedRoute)


@router.post(
    "",
    response_model=PrecheckReport,
    responses=responses(400, 401, 403, 408, 413, 415, 422, 429, 503),
    operation_id="precheck",
)
async def check_draft(
    case: Annotated[SubmittedCase, Body(openapi_examples=EXAMPLES)],
    services: ServicesDependency,
    pool: DecisionPoolDependency,
    caller: Decider,
    as_of: Annotated[AskedDay | None, Query(description="Apply the policies in force on this date.")] = None,
) -> PrecheckReport:
    """What in a draft may violate a clause, why, and how to fix it, in the language of the draft. It never counts
    against the creator: no decision, violation, job or message is stored. Finding no problem is no guarantee."""
    refusal = case.refusal(services.adjudicator.now(), services.settings.max_content_chars)
    if refusal is not None:
        raise CaseRefused(refusal)
    with pool.requests.take(caller.key_id):
        return await pool.run(caller.key_id, lambda: precheck(services.adjudicator, case, as_of))
