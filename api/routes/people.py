"""What a person keeps at the desk: drafts of reviews, and preferences. Both are those of the caller alone."""

from datetime import UTC, datetime

from fastapi import APIRouter, Response

from api.paging import Page
from api.problem import not_found, responses
from api.security import AuthenticatedRoute, Reader, Reviewer, ServicesDependency
from domain.case import ShortText
from domain.people import Preferences, ReviewDraft, SavedDraft

router = APIRouter(prefix="/v1", tags=["people"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 422, 429, 503)
WRITES = responses(400, 408, 413, 415) | COMMON
DRAFT = "/decisions/{decision_id}/draft"


@router.get("/drafts", response_model=Page[SavedDraft], responses=COMMON)
def list_drafts(services: ServicesDependency, caller: Reviewer) -> Page[SavedDraft]:
    """The reviews that the caller began and did not send, newest first, on one page."""
    return Page(items=services.store.people.drafts.list(caller.name))


@router.get(DRAFT, response_model=SavedDraft, responses=responses(404) | COMMON)
def get_draft(decision_id: ShortText, services: ServicesDependency, caller: Reviewer) -> SavedDraft:
    """What the caller typed about a decision and did not send."""
    saved = services.store.people.drafts.get(caller.name, decision_id)
    if saved is None:
        raise not_found(f"you have no draft of a review of {decision_id}")
    return saved


@router.put(DRAFT, response_model=SavedDraft, responses=responses(404, 409) | WRITES)
def save_draft(decision_id: ShortText, body: ReviewDraft, services: ServicesDependency, caller: Reviewer) -> SavedDraft:
    """Keeps what the caller typed, in place of the draft before. The caller's review deletes it."""
    return services.store.people.drafts.save(caller.name, decision_id, body, datetime.now(UTC))


@router.delete(DRAFT, status_code=204, responses=COMMON)
def discard_draft(decision_id: ShortText, services: ServicesDependency, caller: Reviewer) -> Response:
    """Also where there is no draft."""
    services.store.people.drafts.discard(caller.name, decision_id)
    return Response(status_code=204)


@router.get("/preferences", response_model=Preferences, responses=COMMON)
def get_preferences(services: ServicesDependency, caller: Reader) -> Preferences:
    """How the caller works at the desk: how graphic content is shown, when a break is suggested, saved views."""
    return services.store.people.preferences.get(caller.name)


@router.put("/preferences", response_model=Preferences, responses=WRITES)
def save_preferences(body: Preferences, services: ServicesDependency, caller: Reader) -> Preferences:
    """In place of those before; what is left out gets its default."""
    services.store.people.preferences.save(caller.name, body)
    return body
