"""Jumps to what an id names: a job, a decision, an appeal, a letter, a review, a clause, or else a search."""

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse
from pydantic import AfterValidator

from api.desk.route import DeskRoute, SignedIn
from api.reviewing import find_review
from api.security import ServicesDependency
from api.services import Services
from domain.plain_text import check_text, is_blank

router = APIRouter(route_class=DeskRoute)


@router.get("/jump")
def jump(
    services: ServicesDependency,
    person: SignedIn,
    named: Annotated[str, Query(alias="id", max_length=500), AfterValidator(check_text)] = "",
) -> RedirectResponse:
    return RedirectResponse(_address(services, named.strip()), 303)


def _address(services: Services, name: str) -> str:
    if is_blank(name):
        return "/desk/queue"
    if services.store.queue.jobs.get(name) is not None:
        return f"/desk/jobs/{quote(name, safe='')}"
    if services.store.appeals.get(name) is not None:
        return f"/desk/appeals/{quote(name, safe='')}"
    decision_id = _decision_of(services, name)
    if decision_id is not None:
        return f"/desk/decisions/{quote(decision_id, safe='')}"
    if name in services.corpus.library.clause_ids:
        return f"/desk/policies/clauses/{quote(name)}"
    return f"/desk/queue?{urlencode({'q': name[:200]})}"


def _decision_of(services: Services, name: str) -> str | None:
    store = services.store
    if store.exists(name):
        return name
    for found in (store.appeals.get(name), store.outbox.get(name), find_review(services, name)):
        if found is not None:
            return found.decision_id
    summary = next(iter(store.list(1, case_id=name)), None)
    return summary.decision_id if summary else None
