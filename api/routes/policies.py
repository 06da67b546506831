"""The law: policies, clauses as of a day, and search."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api.problem import not_found, responses
from api.schemas import ClauseOut, HitOut, PolicyOut, clause_out
from api.security import Guarded, PartsOf, Reader
from domain.case import Name

router = APIRouter(prefix="/v1/policies", tags=["policies"], route_class=Guarded)
COMMON = responses(401, 403, 422, 429, 503)
Market = Annotated[Name | None, Query(max_length=20, description="The market's code.")]
AsOf = Annotated[date | None, Query(description="The law of this day; today where it is left out.")]


@router.get("", response_model=tuple[PolicyOut, ...], responses=COMMON)
def list_(parts: PartsOf, caller: Reader) -> tuple[PolicyOut, ...]:
    """The policies there are, every version."""
    return tuple(
        PolicyOut(id=policy.id, title=policy.title, version=policy.version, clauses=len(policy.clauses))
        for policy in parts.shelf.library.documents
    )


@router.get("/search", response_model=tuple[HitOut, ...], responses=COMMON)
def search(
    parts: PartsOf,
    caller: Reader,
    q: Annotated[Name, Query(max_length=2_000)],
    k: Annotated[int, Query(ge=1, le=50)] = 5,
    as_of: AsOf = None,
    market: Market = None,
) -> tuple[HitOut, ...]:
    """The clauses nearest to some words."""
    hits = parts.shelf.search(q, as_of or parts.adjudicator.now().date(), market, k)
    return tuple(HitOut(clause=clause_out(clause), score=hit.score) for clause, hit in hits)


@router.get("/clauses/{clause_id}", response_model=ClauseOut, responses=responses(404) | COMMON)
def clause(clause_id: Name, parts: PartsOf, caller: Reader, as_of: AsOf = None) -> ClauseOut:
    """The version of a clause that binds on a day, in whichever market."""
    on = as_of or parts.adjudicator.now().date()
    versions = parts.shelf.library.versions(clause_id)
    if not versions:
        raise not_found(f"the corpus has no clause {clause_id}")
    bound = [
        version
        for version in versions
        if (version.effective_from is None or version.effective_from <= on)
        and (version.effective_to is None or version.effective_to >= on)
    ]
    if not bound:
        raise not_found(f"no version of {clause_id} is in force on {on}")
    return clause_out(bound[-1])
