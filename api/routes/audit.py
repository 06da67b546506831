"""The audit log, for people who check what was done."""

import re
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.decision_query import to_utc
from api.paging import CursorParameter, Limit, Page, decode_cursor, invalid_cursor, make_page
from api.problem import responses
from api.security import Auditor, AuthenticatedRoute, ServicesDependency
from domain.case import ShortText
from store.audit_reader import AuditEntry, AuditFilter, AuditReader

router = APIRouter(prefix="/v1/audit", tags=["audit log"], route_class=AuthenticatedRoute)
NUMBER = re.compile("[0-9]{1,18}")
Action = Annotated[
    ShortText | None,
    Query(max_length=100, description="Such as `review.overturn`, or `review.` for all that start with it."),
]
Name = Annotated[ShortText | None, Query(max_length=200)]
Time = Annotated[datetime | None, Query(description="With a time zone.")]


@router.get("", response_model=Page[AuditEntry], responses=responses(401, 403, 422, 429, 503))
def list_audit_entries(
    services: ServicesDependency,
    caller: Auditor,
    actor: Name = None,
    action: Action = None,
    subject: Name = None,
    since: Time = None,
    until: Time = None,
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> Page[AuditEntry]:
    """The entries, newest first. An entry names ids and states, never content. `actor` is the id of a key or a command,
    `subject` the id of a decision, job, message or key."""
    wanted = AuditFilter(actor, action, subject, to_utc(since, "since"), to_utc(until, "until"))
    rows = AuditReader(services.store.database).list(wanted, limit=limit + 1, before=_number(cursor))
    return make_page(rows, limit, lambda row: row, lambda row: (row.created_at, str(row.number)))


def _number(cursor: str | None) -> int | None:
    """Of the last entry of the page before."""
    position = decode_cursor(cursor)
    if position is None:
        return None
    if NUMBER.fullmatch(position[1]) is None:
        raise invalid_cursor()
    return int(position[1])
