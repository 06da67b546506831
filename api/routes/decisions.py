"""Decisions: made, read, listed and explained."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Header, Query, Response
from fastapi.openapi.models import Example
from fastapi.responses import PlainTextResponse

from api.cursor import cursor, place_of
from api.explanation import ForCreator, ForModerator, creator_markdown, for_moderator, moderator_markdown
from api.problem import ApiError, not_found, responses
from api.schemas import Page, SummaryOut, summary_out
from api.security import Decider, Guarded, PartsOf, Reader
from api.services import Services
from domain.case import Case, Name
from domain.decision import Decision
from domain.education import EducationMessage
from domain.verdict import Outcome
from prompts.education import no_violation
from store.decision_rows import Record
from store.errors import DecisionConflict

router = APIRouter(prefix="/v1/decisions", tags=["decisions"], route_class=Guarded)
IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
EXAMPLES: dict[str, Example] = {
    "a caption": {
        "value": {
            "id": "post-7",
            "creator_id": "cr_maya",
            "market": "US",
            "content": [{"id": "caption", "kind": "caption", "text": "This tea cured my diabetes in two weeks"}],
            "facts": {"commission_linked": True},
        }
    }
}
COMMON = responses(401, 403, 422, 429, 503)


@router.post("", status_code=201, response_model=Decision, responses=responses(400, 408, 409, 413) | COMMON)
def decide(
    case: Annotated[Case, Body(openapi_examples=EXAMPLES)],
    parts: PartsOf,
    caller: Decider,
    as_of: Annotated[date | None, Query(description="Apply the law of this day.")] = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Decide a case and record the decision. With an `Idempotency-Key`, the same case asked again is the same decision,
    and another case under that key a conflict."""
    new = claimed = parts.adjudicator.new_id()
    if idempotency_key is not None:
        digest = hashlib.sha256(f"{as_of}\n{case.model_dump_json()}".encode()).hexdigest()
        claimed = parts.store.idempotency_keys.claim(
            caller.key_id, idempotency_key, digest, new, parts.adjudicator.now()
        )
    kept = parts.store.get(claimed) if claimed != new else None
    decision = kept.decision if kept else _first(parts, case, caller.key_id, as_of, claimed)
    return _whole(decision, 201, {"Location": f"/v1/decisions/{decision.decision_id}"})


def _first(parts: Services, case: Case, who: str, as_of: date | None, decision_id: str) -> Decision:
    """Of two that are made under one id at once, the one that was kept first."""
    try:
        return parts.decide(case, who, as_of=as_of, decision_id=decision_id)
    except DecisionConflict:
        return recorded(parts, decision_id).decision


def _whole(decision: Decision, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(decision.model_dump_json(), status, headers, "application/json")


@router.get("", response_model=Page[SummaryOut], responses=COMMON)
def list_(
    parts: PartsOf,
    caller: Reader,
    creator: Annotated[Name | None, Query(max_length=500)] = None,
    clause: Annotated[Name | None, Query(max_length=200)] = None,
    outcome: Outcome | None = None,
    since: Annotated[datetime | None, Query(description="Made then or later; with a time zone.")] = None,
    after: Annotated[str | None, Query(max_length=500, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[SummaryOut]:
    """What was decided, newest first."""
    begun = _instant(since) if since is not None else None
    place = place_of(after) if after is not None else None
    found = parts.store.list(limit + 1, creator=creator, clause=clause, outcome=outcome, since=begun, after=place)
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        items=tuple(map(summary_out, found[:limit])),
        next_cursor=cursor((last.decided_at, last.decision_id)) if last else None,
    )


def _instant(told: datetime) -> datetime:
    try:
        if told.tzinfo is not None:
            return told.astimezone(UTC)
    except OverflowError:
        pass
    raise ApiError(422, "invalid", "give `since` with a time zone: 2026-11-26T09:00:00Z")


@router.get("/{decision_id}", response_model=Decision, responses=responses(404) | COMMON)
def get(decision_id: Name, parts: PartsOf, caller: Reader) -> Response:
    """A decision as it was made; its reviews are with the explanation."""
    return _whole(recorded(parts, decision_id).decision, 200)


@router.get(
    "/{decision_id}/explanation",
    response_model=ForModerator | ForCreator,
    responses={200: {"content": {"text/markdown": {}}}, **responses(404), **COMMON},
)
def explain(
    decision_id: Name,
    parts: PartsOf,
    caller: Reader,
    audience: Literal["moderator", "creator"] = "moderator",
    format: Annotated[Literal["json", "markdown"], Query()] = "json",  # noqa: A002  the parameter's name on the wire
) -> ForModerator | ForCreator | Response:
    """Why it was decided so. For a creator: the message as it would now go out, and nothing else of the record."""
    record = recorded(parts, decision_id)
    if audience == "creator":
        message = _message(parts, record)
        told = ForCreator(decision_id=record.decision.decision_id, message=message)
        return _markdown(creator_markdown(message)) if format == "markdown" else told
    reviews = parts.store.reviews.of(record.decision.decision_id)
    whole = for_moderator(record.decision, parts.shelf.library.behind(record.decision), reviews)
    return _markdown(moderator_markdown(whole, record.case)) if format == "markdown" else whole


def _message(parts: Services, record: Record) -> EducationMessage:
    posted = parts.store.outbox.of(record.decision.decision_id)
    if posted is not None:
        return posted.message
    latest, education = parts.latest(record.decision.decision_id), record.decision.education
    taken_back = latest is not None and latest.outcome is Outcome.NO_VIOLATION
    if taken_back and record.decision.verdict.outcome is not Outcome.NO_VIOLATION:
        return no_violation((), education.locale)
    return education


def _markdown(text: str) -> PlainTextResponse:
    return PlainTextResponse(text, media_type="text/markdown")


def recorded(parts: Services, decision_id: str) -> Record:
    record = parts.store.get(decision_id)
    if record is None:
        raise not_found(f"there is no decision {decision_id} on record")
    return record
