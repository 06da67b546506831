"""The policies in force on a day, as a page or as the part of one."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.desk.pages.values import page_values
from api.desk.route import DeskRoute, SignedIn
from api.desk.templating import page
from api.desk.views.clauses import policy_sections
from api.security import ServicesDependency
from domain.case import Day, ShortText

router = APIRouter(route_class=DeskRoute)
Name = Annotated[ShortText | None, Query(max_length=50)]


@router.get("/policies")
def policies(
    services: ServicesDependency,
    person: SignedIn,
    on: Day | None = None,
    market: Name = None,
    scope: Name = None,
    part: bool = False,
) -> Response:
    """`part`: only the list, for a page that has loaded already."""
    day, library = on or services.adjudicator.now().date(), services.corpus.library
    library.require_market(market)
    sections = policy_sections(library, day, market, scope)
    values = {"on": day, "market": market, "sections": sections, "changed": False}
    return page("clauses" if part else "policy", {**page_values(person, "policies"), **values})
