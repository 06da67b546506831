"""What strategies leave: labels on creators and posts, and proposals that a policy owner answers."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.paging import Limit, Page
from api.problem import ApiError, responses
from api.security import AuthenticatedRoute, InsightsReader, PolicyOwner, Reader, ServicesDependency
from domain.case import ShortText
from domain.strategy_hit import ProposalAnswer, ProposalState, StrategyLabel, StrategyProposal
from store.strategies.proposals import Proposals
from store.strategies.strategy_labels import StrategyLabels

router = APIRouter(prefix="/v1", tags=["insights"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 422, 429, 503)


@router.get("/labels", response_model=Page[StrategyLabel], responses=COMMON)
def list_labels(
    services: ServicesDependency,
    caller: Reader,
    creator_id: Annotated[ShortText | None, Query(description="Labels on this creator.")] = None,
    post_id: Annotated[ShortText | None, Query(description="Labels on this post, which is the id of its case.")] = None,
) -> Page[StrategyLabel]:
    """On one page, the labels of strategies on a creator, on a post, or on both, that have not expired. No decision
    rests on them."""
    if creator_id is None and post_id is None:
        raise ApiError(422, "invalid-request", "give creator_id, post_id or both: labels are on creators and posts")
    labels = StrategyLabels(services.store.database)
    return Page(items=labels.of(datetime.now(UTC).date(), creator_id, post_id))


@router.get("/insights/proposals", response_model=Page[StrategyProposal], responses=COMMON)
def list_proposals(
    services: ServicesDependency,
    caller: InsightsReader,
    state: Annotated[ProposalState | None, Query(description="Only proposals in this state.")] = None,
    limit: Limit = 50,
) -> Page[StrategyProposal]:
    """On one page, the newest proposals of strategies: that a person looks at a creator or a post."""
    return Page(items=Proposals(services.store.database).list(state, limit=limit))


@router.post(
    "/insights/proposals/{proposal_id}/answer",
    response_model=StrategyProposal,
    responses=responses(400, 408, 409, 413, 415) | COMMON,
)
def answer_proposal(
    proposal_id: ShortText, body: ProposalAnswer, services: ServicesDependency, caller: PolicyOwner
) -> StrategyProposal:
    """Accepts a proposal, so that `clausewise insights strategies queue` makes a review job of it, or dismisses it;
    with a reason. 409 if it was answered, or is not there."""
    now, proposals = datetime.now(UTC), Proposals(services.store.database)
    return proposals.answer(proposal_id, body, caller.name, caller.key_id, now)
