"""Decisions: made, read, listed and explained."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Depends, Header, Query, Response
from fastapi.openapi.models import Example
from fastapi.responses import PlainTextResponse

from api.blind_reviews import ReviewsSeenBy
from api.decision_query import DecisionQuery, decision_query
from api.explanation import (
    CreatorExplanation,
    ModeratorExplanation,
    creator_markdown,
    explain_to_moderator,
    moderator_markdown,
)
from api.paging import CursorParameter, Limit, Page, decode_cursor, make_page
from api.problem import not_found, responses
from api.queue_schemas import CaseOut
from api.schemas import DecisionSummaryOut, summary_out
from api.security import AuthenticatedRoute, Decider, DecisionPoolDependency, Reader, ServicesDependency
from api.services import Services
from api.submitted_case import SubmittedCase
from api.versions import etag
from domain.case import AskedDay, Case, ShortText
from domain.decision import Decision
from domain.education import EducationMessage
from domain.verdict import Outcome
from prompts.education import cleared
from store.decision_rows import StoredDecision
from store.erasure import ERASED_CASE
from store.errors import DecisionConflict

router = APIRouter(prefix="/v1/decisions", tags=["decisions"], route_class=AuthenticatedRoute)
IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
EXAMPLES: dict[str, Example] = {
    "a caption": {
        "value": {
            "id": "post-7",
            "creator_id": "cr_maya",
            "market": "US",
            "content": [
                {"id": "caption", "kind": "caption", "text": "This tea cured my diabetes in two weeks, link in bio!"}
            ],
            "facts": {"commission_linked": True},
        }
    }
}
COMMON = responses(401, 403, 422, 429, 503)


@router.post("", status_code=201, response_model=Decision, responses=responses(400, 408, 409, 413, 415) | COMMON)
async def decide(
    case: Annotated[SubmittedCase, Body(openapi_examples=EXAMPLES)],
    services: ServicesDependency,
    pool: DecisionPoolDependency,
    caller: Decider,
    as_of: Annotated[AskedDay | None, Query(description="Apply the policies in force on this date.")] = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Decides a case and stores the decision. With an `Idempotency-Key`, the same case sent again gives the same
    decision, and another case under that key a conflict."""

    def work() -> Response:
        decision = _decide(services, case, caller.key_id, as_of, idempotency_key)
        return decision_response(decision, 201, {"Location": f"/v1/decisions/{decision.decision_id}"})

    with pool.requests.take(caller.key_id):
        return await pool.run(caller.key_id, work)


def _decide(
    services: Services, case: Case, caller_id: str, as_of: date | None, idempotency_key: str | None
) -> Decision:
    new_id = decision_id = services.adjudicator.new_id()
    if idempotency_key is not None:
        digest = hashlib.sha256(f"{as_of}\n{case.model_dump_json()}".encode()).hexdigest()
        decision_id = services.store.idempotency_keys.claim(
            caller_id, idempotency_key, digest, new_id, services.adjudicator.now()
        )
    stored = services.store.get(decision_id) if decision_id != new_id else None
    return stored.decision if stored else _decide_once(services, case, caller_id, as_of, decision_id)


def _decide_once(services: Services, case: Case, caller_id: str, as_of: date | None, decision_id: str) -> Decision:
    """If two requests decide under one id at once, both get the decision that was stored first."""
    try:
        return services.decide(case, caller_id, as_of=as_of, decision_id=decision_id)
    except DecisionConflict:
        return require_decision(services, decision_id).decision


def decision_response(decision: Decision, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(decision.model_dump_json(), status, headers, "application/json")


@router.get("", response_model=Page[DecisionSummaryOut], responses=COMMON)
def list_decisions(
    services: ServicesDependency,
    caller: Reader,
    filters: Annotated[DecisionQuery, Depends(decision_query)],
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> Page[DecisionSummaryOut]:
    """The decisions that match all filters, newest first. `outcome`, `clause_id` and `severity` follow the review in
    effect. While a verdict is open, a clause that it may violate counts as one of it."""
    wanted = filters.of_store(services.corpus.library, caller)
    rows = services.store.list(limit + 1, cursor=decode_cursor(cursor), **wanted)
    rows = ReviewsSeenBy(services, caller).summaries(rows)
    return make_page(rows, limit, summary_out, lambda row: (row.decided_at, row.decision_id))


@router.get("/{decision_id}", response_model=Decision, responses=responses(404) | COMMON)
def get_decision(decision_id: ShortText, services: ServicesDependency, caller: Reader) -> Response:
    """A decision as it was made. Its reviews are part of the explanation. A review names the `ETag` in `If-Match`."""
    stored = require_decision(services, decision_id)
    return decision_response(stored.decision, 200, {"ETag": etag(ReviewsSeenBy(services, caller).state(decision_id))})


@router.get("/{decision_id}/case", response_model=CaseOut, responses=responses(404) | COMMON)
def get_decision_case(decision_id: ShortText, services: ServicesDependency, caller: Reader) -> CaseOut:
    """The case of a decision as it was judged: content, facts, creator, market and language. Once the creator is
    erased, so is the case."""
    stored = require_decision(services, decision_id)
    case, decision = stored.case, stored.decision
    return CaseOut(
        decision_id=decision_id,
        case=case,
        language=case.language or decision.evidence.language,
        as_of=decision.trace.as_of,
        erased=case == ERASED_CASE,
    )


@router.get(
    "/{decision_id}/explanation",
    response_model=ModeratorExplanation | CreatorExplanation,
    responses={200: {"content": {"text/markdown": {}}}, **responses(404), **COMMON},
)
def explain_decision(
    decision_id: ShortText,
    services: ServicesDependency,
    caller: Reader,
    audience: Literal["moderator", "creator"] = "moderator",
    format: Annotated[Literal["json", "markdown"], Query()] = "json",  # noqa: A002  the public name of the parameter
) -> ModeratorExplanation | CreatorExplanation | Response:
    """Why the case was decided so. For a creator: the current message and nothing else."""
    stored = require_decision(services, decision_id)
    if audience == "creator":
        hidden = ReviewsSeenBy(services, caller).is_hidden(decision_id)
        message = stored.decision.education if hidden else _current_message(services, stored)
        if format == "markdown":
            return _markdown_response(creator_markdown(message))
        return CreatorExplanation(decision_id=stored.decision.decision_id, message=message)
    clauses = services.corpus.library.clauses_of_decision(stored.decision)
    reviews = ReviewsSeenBy(services, caller).state(decision_id).reviews
    explanation = explain_to_moderator(stored.decision, clauses, reviews)
    return _markdown_response(moderator_markdown(explanation)) if format == "markdown" else explanation


def _current_message(services: Services, stored: StoredDecision) -> EducationMessage:
    """The message in the outbox; without one, the letter of the decision, unless a review found no violation."""
    decision = stored.decision
    message = services.store.outbox.current_message(decision.decision_id)
    if message is not None:
        return message.message
    review = services.latest_review(decision.decision_id)
    overturned = review is not None and review.outcome is Outcome.NO_VIOLATION
    if overturned and decision.verdict.outcome is not Outcome.NO_VIOLATION:
        return cleared(decision.education)
    return decision.education


def _markdown_response(text: str) -> PlainTextResponse:
    return PlainTextResponse(text, media_type="text/markdown")


def require_decision(services: Services, decision_id: str) -> StoredDecision:
    """Raises ApiError if there is no such decision."""
    stored = services.store.get(decision_id)
    if stored is None:
        raise not_found(f"there is no decision {decision_id}")
    return stored
