"""Who is signed in at the desk, and ending their sessions."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.paging import Page
from api.problem import not_found, responses
from api.security import Admin, AuthenticatedRoute, ServicesDependency
from domain.case import ShortText
from domain.people import DeskSession
from policies.parsing.diagnostics import did_you_mean

router = APIRouter(prefix="/v1/sessions", tags=["people"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 422, 429, 503)
Person = Annotated[
    ShortText, Query(max_length=200, description="A name, or the id of a key or of a person at the identity provider.")
]


@router.get("", response_model=Page[DeskSession], responses=COMMON)
def list_sessions(services: ServicesDependency, caller: Admin) -> Page[DeskSession]:
    """The sessions at the desk that have not ended, by name, on one page. Without keys there are none."""
    return Page(items=services.store.people.sessions.list(datetime.now(UTC)))


@router.delete("", response_model=Page[DeskSession], responses=responses(404) | COMMON)
def end_sessions(person: Person, services: ServicesDependency, caller: Admin) -> Page[DeskSession]:
    """Signs a person out on all computers, and answers the sessions that have ended. Drafts and claimed jobs stay
    theirs. A person with a valid key can sign in again: revoke it first."""
    sessions, now = services.store.people.sessions, datetime.now(UTC)
    ended = sessions.end_all_of(person, caller.key_id, now)
    if not ended:
        names = [session.name for session in sessions.list(now)]
        raise not_found(f'nobody who is signed in is called "{person}"{did_you_mean(person, names)}')
    return Page(items=ended)
