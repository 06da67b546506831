"""The quality of decisions: the golden set, agreement between reviewers, and reviewers and judges measured on it."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from agent.quality.coverage import Coverage
from agent.quality.golden_measures import Measured
from agent.quality.next_cases import NextCase
from agent.quality.reports import QualityReports
from agent.quality.reviewer_agreement import ReviewerAgreement
from agent.quality.right_answer import right_answer
from api.decision_query import to_utc
from api.paging import Page
from api.problem import not_found, responses
from api.queue_schemas import GoldenIn
from api.security import AuthenticatedRoute, Lead, ServicesDependency
from api.services import Services
from domain.case import ShortText
from domain.quality import GoldenCase

router = APIRouter(prefix="/v1/quality", tags=["quality"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 422, 429, 503)
WRITES = responses(400, 404, 408, 413, 415) | COMMON
GOLDEN = "/golden/{decision_id}"
Since = Annotated[datetime | None, Query(description="Only answers from this time on; with a time zone.")]
Days = Annotated[int, Query(ge=1, le=366, description="Of the decisions of so many days.")]


@router.get("/golden", response_model=Page[GoldenCase], responses=COMMON)
def list_golden_cases(
    services: ServicesDependency,
    caller: Lead,
    removed: Annotated[bool, Query(description="With the cases that are no longer in the set.")] = False,
) -> Page[GoldenCase]:
    """The golden set with the right answers on one page, the newest first."""
    return Page(items=services.store.queue.golden_set.list(removed=removed))


@router.put(GOLDEN, response_model=GoldenCase, responses=WRITES)
def add_golden_case(decision_id: ShortText, body: GoldenIn, services: ServicesDependency, caller: Lead) -> GoldenCase:
    """Adds a decision to the golden set, or changes its right answer. Without `violated`, the answer is that of the
    review in effect. Reviewers get the case among their jobs, and cannot tell."""
    answer = right_answer(body.violated, services.corpus.library)
    return services.store.queue.golden_set.add(decision_id, answer, body.reason, caller, datetime.now(UTC))


@router.delete(GOLDEN, status_code=204, responses=responses(404) | COMMON)
def remove_golden_case(decision_id: ShortText, services: ServicesDependency, caller: Lead) -> Response:
    """Takes a case out of the golden set. Its answers stay stored and count no more."""
    if services.store.queue.golden_set.get(decision_id) is None:
        raise not_found(f"{decision_id} is not in the golden set")
    services.store.queue.golden_set.remove(decision_id, caller, datetime.now(UTC))
    return Response(status_code=204)


@router.get("/agreement", response_model=ReviewerAgreement, responses=COMMON)
def get_reviewer_agreement(services: ServicesDependency, caller: Lead, since: Since = None) -> ReviewerAgreement:
    """Krippendorff's alpha of reviewers, of the outcome and by clause, over cases that two people or more answered
    without knowing of each other: second reviews, and the golden set."""
    return quality_reports(services).agreement(to_utc(since, "since"))


@router.get("/measures", response_model=Page[Measured], responses=COMMON)
def list_measures(services: ServicesDependency, caller: Lead) -> Page[Measured]:
    """Each judge and each reviewer on the golden set, on one scale: kappa, correctness, minutes and cost of a case."""
    return Page(items=quality_reports(services).measures())


@router.get("/coverage", response_model=Coverage, responses=COMMON)
def get_golden_coverage(services: ServicesDependency, caller: Lead, days: Days = 30) -> Coverage:
    """The clauses, markets, languages and outcomes of the golden set beside those of the traffic; what is missing comes
    first."""
    return quality_reports(services).coverage(datetime.now(UTC), days)


@router.get("/next-cases", response_model=Page[NextCase], responses=COMMON)
def list_next_cases(
    services: ServicesDependency,
    caller: Lead,
    days: Days = 30,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Page[NextCase]:
    """The decisions to label next: those about which judge, reviewers and precedents disagree."""
    return Page(items=quality_reports(services).next_cases(datetime.now(UTC), days, limit))


def quality_reports(services: Services) -> QualityReports:
    cost_per_hour = services.settings.queues.reviewer_cost_per_hour
    return QualityReports(services.store.queue, services.corpus.library, cost_per_hour)
