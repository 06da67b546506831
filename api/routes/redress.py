"""Notices, complaints, corrections of statements, and misuse (Art. 16, 20 and 23, Digital Services Act)."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from agent.statements.complaints import ComplaintReader
from agent.statements.corrections import CorrectionReader
from agent.statements.misuse import MisuseReader
from agent.statements.misuse_thresholds import read_thresholds
from agent.statements.notices import NoticeReader
from agent.statements.reader import StatementReader, open_reader
from api.blind_reviews import ReviewsSeenBy
from api.decision_query import to_utc
from api.paging import CursorParameter, Limit, Page, decode_cursor, encode_cursor
from api.problem import not_found, responses
from api.security import AuthenticatedRoute, Lead, Reader, ServicesDependency
from api.services import Services
from domain.appeal import AppealStatus
from domain.case import AskedDay, ShortText
from domain.complaint import Complaint
from domain.correction import Correction
from domain.misuse import MisuseReport
from domain.notice_answer import NoticeAnswer

router = APIRouter(prefix="/v1", tags=["statements"], route_class=AuthenticatedRoute)
COMMON = responses(401, 403, 422, 429, 503)
Since = Annotated[datetime | None, Query(description="Decided at this time or later; with a time zone.")]
Until = Annotated[datetime | None, Query(description="Decided before this time; with a time zone.")]


@router.get("/notices", response_model=Page[NoticeAnswer], responses=COMMON)
def list_notices(
    services: ServicesDependency,
    caller: Reader,
    since: Since = None,
    until: Until = None,
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> Page[NoticeAnswer]:
    """The notices (Art. 16) that led to a decision, newest decisions first, each with the texts for the notifier: the
    confirmation, and once it is final the decision with ways to contest it. A page may hold fewer than `limit` while
    `next_cursor` asks for more."""
    times = to_utc(since, "since"), to_utc(until, "until")
    found, following = NoticeReader(_reader(services)).page(limit, *times, decode_cursor(cursor))
    hidden = ReviewsSeenBy(services, caller).hidden_of(one.decision_id for one in found)
    shown = tuple(one for one in found if one.decision_id not in hidden)
    return Page(items=shown, next_cursor=encode_cursor(following) if following else None)


@router.get("/notices/{decision_id}", response_model=NoticeAnswer, responses=responses(404) | COMMON)
def get_notice(decision_id: ShortText, services: ServicesDependency, caller: Reader) -> NoticeAnswer:
    """The notice that led to a decision. 404 where none did."""
    found = NoticeReader(_reader(services)).get(decision_id)
    if found is None or ReviewsSeenBy(services, caller).is_hidden(decision_id):
        raise not_found(f"no notice led to {decision_id}: GET /v1/notices lists those that led to a decision")
    return found


@router.get("/complaints", response_model=Page[Complaint], responses=COMMON)
def list_complaints(
    services: ServicesDependency,
    caller: Reader,
    status: Annotated[AppealStatus | None, Query(description="`re_reviewed` ones wait for a moderator.")] = None,
    overdue: Annotated[bool, Query(description="Only those whose time to answer has passed.")] = False,
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> Page[Complaint]:
    """The complaints (Art. 20: appeals), oldest first, each with the last day on which it could be made and the day by
    which a person must answer. With `overdue`, a page may hold fewer than `limit` while `next_cursor` asks for more."""
    store, days = services.store, services.settings.statements.answer_days
    reader = ComplaintReader(store, services.corpus.library, days)
    found, following = reader.page(limit, datetime.now(UTC), status, decode_cursor(cursor))
    hidden = ReviewsSeenBy(services, caller).hidden_of(one.decision_id for one in found)
    shown = tuple(one for one in found if (one.overdue or not overdue) and one.decision_id not in hidden)
    return Page(items=shown, next_cursor=encode_cursor(following) if following else None)


@router.get("/corrections", response_model=Page[Correction], responses=COMMON)
def list_corrections(
    services: ServicesDependency, caller: Reader, since: Since = None, until: Until = None
) -> Page[Correction]:
    """On one page, the statements that the Transparency Database has and that a later review took back or changed. That
    database has no way to withdraw or update a statement."""
    times = to_utc(since, "since"), to_utc(until, "until")
    found = tuple(CorrectionReader(_reader(services)).all(*times))
    hidden = ReviewsSeenBy(services, caller).hidden_of(one.decision_id for one in found)
    return Page(items=tuple(one for one in found if one.decision_id not in hidden))


@router.get("/misuse", response_model=MisuseReport, responses=COMMON)
def get_misuse(
    services: ServicesDependency,
    caller: Lead,
    last: Annotated[AskedDay | None, Query(description="The last day of the period; by default today, UTC.")] = None,
    account: Annotated[ShortText | None, Query(description="Only this creator or notifier.")] = None,
) -> MisuseReport:
    """Who often posts illegal content, or complains or notifies without reason (Art. 23), with the reasons. Nothing is
    suspended by it: a person decides."""
    thresholds = read_thresholds(services.settings.statements.misuse)
    return MisuseReader(_reader(services), thresholds).report(last or datetime.now(UTC).date(), account)


def _reader(services: Services) -> StatementReader:
    return open_reader(services.settings, services.corpus.library, services.store)
