"""The quality of decisions for leads: agreement, the golden set, people and judges on it, and what to label next."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from agent.quality.next_cases import NextCase
from agent.quality.right_answer import right_answer
from api.blind_reviews import ReviewsSeenBy
from api.desk.forms import Form
from api.desk.pages.values import page_values
from api.desk.quality_figures import DAYS, Figures, QualityFigures
from api.desk.route import CSRF_FIELDS, LeadRoute, SentForm, SignedIn
from api.desk.session import Person
from api.desk.templating import page
from api.desk.views.quality import NextRow, agreement_rows, coverage_rows, measured_rows, next_row
from api.problem import ApiError
from api.security import DecisionPoolDependency, ServicesDependency
from api.services import Services
from domain.case import ShortText
from store.quality.golden_set import RightAnswer

router = APIRouter(route_class=LeadRoute, prefix="/quality")
ROWS, SHOWN_COVERAGE, SHOWN_GOLDEN = 20, 15, 100
REVIEWED, VIOLATION, NO_VIOLATION = "reviewed", "violation", "no_violation"
SEEN_BY_LEAD = "A lead read the case and labelled it."  # where no review says why


@router.get("")
async def quality_page(
    request: Request,
    services: ServicesDependency,
    pool: DecisionPoolDependency,
    person: SignedIn,
    added: ShortText = "",
    fresh: bool = False,
) -> Response:
    """`added`: the case that was just put into the golden set. `fresh`: figures of now."""
    cached: QualityFigures = request.app.state.quality_figures
    figures = await pool.run(person.caller.key_id, partial(cached.read, fresh=fresh))
    return await run_in_threadpool(_page, services, person, figures, added)


@router.post("/golden")
def add(form: SentForm, services: ServicesDependency, person: SignedIn) -> Response:
    """Raises ApiError, DecisionNotFound or GoldenRefused."""
    form.require_only(*CSRF_FIELDS, "decision_id", "review_id", "answer", "violated")
    decision_id = form.text("decision_id")
    answer, reason = _answer(services, decision_id, form)
    golden = services.store.queue.golden_set
    golden.add(decision_id, answer, reason, person.caller, datetime.now(UTC))
    return RedirectResponse(f"/desk/quality?added={decision_id}#next", 303)


@router.post("/golden/remove")
def remove(form: SentForm, services: ServicesDependency, person: SignedIn) -> Response:
    """Raises ApiError or GoldenRefused."""
    form.require_only(*CSRF_FIELDS, "decision_id")
    services.store.queue.golden_set.remove(form.text("decision_id"), person.caller, datetime.now(UTC))
    return RedirectResponse("/desk/quality#next", 303)


def _answer(services: Services, decision_id: str, form: Form) -> tuple[RightAnswer | None, str]:
    """With its reason. That of a review must be the one that the page showed. Raises ApiError or InputError."""
    chosen, violated = form.text("answer"), form.texts("violated")
    library = services.corpus.library
    if chosen == NO_VIOLATION:
        return right_answer((), library), SEEN_BY_LEAD
    if chosen == VIOLATION and violated:
        return right_answer(violated, library), SEEN_BY_LEAD
    if chosen != REVIEWED:
        raise ApiError(422, "invalid-request", "the form names no right answer: load the page again")
    latest = services.store.reviews.state(decision_id).latest
    if latest is None or latest.review_id != form.text("review_id"):
        detail = f"the reviews of {decision_id} have changed meanwhile: read them, then add the case"
        raise ApiError(409, "conflict", detail)
    return None, latest.reason


def _page(services: Services, person: Person, figures: Figures, added: str) -> Response:
    titles = {clause.id: clause.title for clause in services.corpus.library.clauses}
    golden = services.store.queue.golden_set.list()
    coverage = coverage_rows(figures.coverage.rows, titles)
    values = {
        "at": figures.at,
        "days": DAYS,
        "agreement": figures.agreement,
        "agreement_rows": agreement_rows(figures.agreement, titles),
        "measured": measured_rows(figures.measures, services.settings.llm.currency),
        "coverage": coverage[:SHOWN_COVERAGE],
        "more_coverage": coverage[SHOWN_COVERAGE:],
        "traffic_cases": figures.coverage.traffic_cases,
        "golden": golden[:SHOWN_GOLDEN],
        "golden_cases": len(golden),
        "added": next((case for case in golden if case.decision_id == added), None),
        "next_rows": tuple(_next_rows(services, person, figures, {case.decision_id for case in golden})),
    }
    return page("quality", {**page_values(person, "quality"), **values})


def _next_rows(services: Services, person: Person, figures: Figures, labelled: set[str]) -> Iterator[NextRow]:
    """Without those whose reviews the person may not know yet: they may get the second review themselves."""
    reviews = ReviewsSeenBy(services, person.caller)
    hidden = reviews.hidden_of(case.decision_id for case in figures.next_cases) | labelled
    shown: list[NextCase] = [case for case in figures.next_cases if case.decision_id not in hidden][:ROWS]
    stored = services.store.get_all([case.decision_id for case in shown])
    for case in shown:
        if case.decision_id in stored:
            yield next_row(case, stored[case.decision_id], services.store.reviews.state(case.decision_id).latest)
