"""Statements of reasons: listed, read, and submitted to the Commission's Transparency Database."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from agent.statements.reader import open_reader
from agent.statements.submission import SubmissionReport
from api.blind_reviews import ReviewsSeenBy
from api.decision_query import to_utc
from api.jobs.statements import submit_statements
from api.paging import CursorParameter, Limit, Page, decode_cursor, encode_cursor
from api.problem import not_found, responses
from api.security import Admin, AuthenticatedRoute, Reader, ServicesDependency
from domain.case import ShortText
from domain.statement import Statement, StatementStatus

router = APIRouter(prefix="/v1/statements", tags=["statements"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 422, 429, 503)


@router.get("", response_model=Page[Statement], responses=COMMON)
def list_statements(
    services: ServicesDependency,
    caller: Reader,
    since: Annotated[datetime | None, Query(description="Decided at this time or later; with a time zone.")] = None,
    until: Annotated[datetime | None, Query(description="Decided before this time; with a time zone.")] = None,
    status: Annotated[StatementStatus | None, Query(description="Only statements with this status.")] = None,
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> Page[Statement]:
    """The statements of reasons of decisions that restrict something, newest decisions first, each with its record for
    the Transparency Database, what that lacks, and its text for the creator. A page may hold fewer than `limit`,
    even none, while `next_cursor` asks for more: most decisions restrict nothing, and a
    statement tells of reviews that some callers may not see yet."""
    reader = open_reader(services.settings, services.corpus.library, services.store)
    times = to_utc(since, "since"), to_utc(until, "until")
    found, following = reader.page(limit, *times, decode_cursor(cursor))
    hidden = ReviewsSeenBy(services, caller).hidden_of(one.decision_id for one in found)
    wanted = (one for one in found if status is None or one.status is status)
    shown = tuple(one for one in wanted if one.decision_id not in hidden)
    return Page(items=shown, next_cursor=encode_cursor(following) if following else None)


@router.get("/{puid}", response_model=Statement, responses=responses(404) | COMMON)
def get_statement(puid: ShortText, services: ServicesDependency, caller: Reader) -> Statement:
    """One statement, by its puid or the id of its decision. 404 where the decision restricts nothing, or not any
    more."""
    found = open_reader(services.settings, services.corpus.library, services.store).get(puid)
    if found is None or ReviewsSeenBy(services, caller).is_hidden(found.decision_id):
        raise not_found(f"there is no statement of reasons {puid}: no decision with this id restricts anything")
    return found


@router.post("/submissions", response_model=SubmissionReport, responses=COMMON)
def submit_ready_statements(services: ServicesDependency, caller: Admin) -> SubmissionReport:
    """Submits every statement that is ready, in batches of at most 100, each all or none. One that was sent before is
    never stored twice: what an earlier run left open is asked for first. `stopped` says why a run ended early."""
    return submit_statements(services, caller.name)
