"""Policies and their clauses, and search in them."""

from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query

from agent.verdict.reason_presets import reason_presets
from api.paging import Page
from api.problem import not_found, responses
from api.schemas import ClauseDetailOut, ClauseHitOut, PolicyOut, clause_out
from api.security import AuthenticatedRoute, DecisionPoolDependency, Reader, ServicesDependency
from api.services import Services
from domain.case import AskedDay, ShortText
from domain.clause import Clause, Relation

router = APIRouter(prefix="/v1/policies", tags=["policies"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 422, 429, 503)
Market = Annotated[ShortText | None, Query(max_length=20, description="The code of the market.")]
AsOf = Annotated[AskedDay | None, Query(description="Policies in force on this date; today by default.")]


@router.get("", response_model=Page[PolicyOut], responses=COMMON)
def list_policies(services: ServicesDependency, caller: Reader) -> Page[PolicyOut]:
    """All versions of all policies on one page."""
    policies = services.corpus.library.documents
    return Page(
        items=tuple(
            PolicyOut(id=policy.id, title=policy.title, version=policy.version, clauses=len(policy.clauses))
            for policy in policies
        )
    )


@router.get("/search", response_model=Page[ClauseHitOut], responses=COMMON)
async def search_clauses(
    services: ServicesDependency,
    pool: DecisionPoolDependency,
    caller: Reader,
    q: Annotated[ShortText, Query(max_length=2_000, description="Words to search for.")],
    limit: Annotated[int, Query(ge=1, le=50, description="Clauses to return.")] = 5,
    as_of: AsOf = None,
    market: Market = None,
) -> Page[ClauseHitOut]:
    """The most similar clauses on one page, best first."""
    day = as_of or services.adjudicator.now().date()
    hits = await pool.run(caller.key_id, partial(services.corpus.search, q, day, market, limit))
    return Page(items=tuple(ClauseHitOut(clause=clause_out(clause), score=hit.score) for clause, hit in hits))


@router.get("/clauses/{clause_id}", response_model=ClauseDetailOut, responses=responses(404) | COMMON)
def get_clause(
    clause_id: ShortText, services: ServicesDependency, caller: Reader, as_of: AsOf = None
) -> ClauseDetailOut:
    """The version of a clause that is in force on a date, in any market, with reasons that a reviewer can choose."""
    on = as_of or services.adjudicator.now().date()
    if not services.corpus.library.versions(clause_id):
        raise not_found(f"the corpus has no clause {clause_id}")
    clause = _in_force(services, clause_id, on)
    if clause is None:
        raise not_found(f"no version of {clause_id} is in force on {on}")
    exceptions = (_in_force(services, target, on) for target in clause.targets(Relation.EXCEPT))
    presets = reason_presets(clause, [exception for exception in exceptions if exception is not None])
    return ClauseDetailOut(**clause_out(clause).model_dump(), reason_presets=presets)


def _in_force(services: Services, clause_id: str, on: date) -> Clause | None:
    """In any market."""
    in_force = [
        version
        for version in services.corpus.library.versions(clause_id)
        if (version.effective_from is None or version.effective_from <= on)
        and (version.effective_to is None or version.effective_to >= on)
    ]
    return in_force[-1] if in_force else None
