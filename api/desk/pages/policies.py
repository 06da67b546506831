"""The policies in force on a day, a clause with its versions, what changed between two days, and lint findings."""

from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.desk.pages.values import page_values
from api.desk.route import DeskRoute, SignedIn
from api.desk.templating import page
from api.desk.views.clauses import policy_sections
from api.desk.views.policies import PolicyProblems, days_of_change, problems_about, versions_of
from api.problem import not_found
from api.security import DecisionPoolDependency, ServicesDependency
from api.services import Services
from domain.case import AskedDay, ShortText
from policies.diff.comparison import compare_sides
from policies.diff.side import side_of
from policies.lint.lint import LintFinding

router = APIRouter(route_class=DeskRoute, prefix="/policies")
Name = Annotated[ShortText | None, Query(max_length=50)]


@router.get("")
def policies(
    services: ServicesDependency,
    person: SignedIn,
    on: AskedDay | None = None,
    market: Annotated[str, Query(max_length=50)] = "",
    scope: Name = None,
    part: bool = False,
) -> Response:
    """`part`: only the list, for a page that has loaded already."""
    day, library, chosen = on or _today(services), services.corpus.library, market or None
    library.require_market(chosen)
    values = {
        "on": day,
        "market": chosen,
        "sections": policy_sections(library, day, chosen, scope),
        "changed": False,
        "markets": sorted(library.markets),
        "links": not part,
    }
    return page("clauses" if part else "policy", {**page_values(person, "policies"), **values})


@router.get("/clauses/{clause_id}")
async def clause_page(
    clause_id: ShortText, request: Request, services: ServicesDependency, pool: DecisionPoolDependency, person: SignedIn
) -> Response:
    library, today = services.corpus.library, _today(services)
    versions = versions_of(library, clause_id)
    if not versions:
        raise not_found(f"the policies have no clause {clause_id}")
    findings = await pool.run(person.caller.key_id, partial(_problems(request).on_day, today))
    values = {
        "clause_id": clause_id,
        "versions": versions,
        "current": next((one for one in versions if one.in_force(today)), versions[0]),
        "today": today,
        "problems": problems_about(findings, clause_id),
    }
    return page("clause", {**page_values(person, "policies"), **values})


@router.get("/changes")
def changes(
    services: ServicesDependency, person: SignedIn, before: AskedDay | None = None, after: AskedDay | None = None
) -> Response:
    """What differs between the policies in force on two days; by default, since the last change but one."""
    library, today = services.corpus.library, _today(services)
    days = days_of_change(library)
    last = [day for day in days if day <= today]
    first, second = before or (last[1] if len(last) > 1 else today), after or today
    sides = (side_of(library, day, f"{day}") for day in (first, second))
    values = {"before": first, "after": second, "days": days, "diff": compare_sides(*sides)}
    return page("policy_changes", {**page_values(person, "policies"), **values})


@router.get("/problems")
async def problems(
    request: Request, services: ServicesDependency, pool: DecisionPoolDependency, person: SignedIn
) -> Response:
    findings: tuple[LintFinding, ...] = await pool.run(
        person.caller.key_id, partial(_problems(request).on_day, _today(services))
    )
    known = services.corpus.library.clause_ids
    values = {"findings": findings, "known": known}
    return page("policy_problems", {**page_values(person, "policies"), **values})


def _problems(request: Request) -> PolicyProblems:
    found: PolicyProblems = request.app.state.policy_problems
    return found


def _today(services: Services) -> date:
    return services.adjudicator.now().date()
