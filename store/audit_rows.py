"""Finds reviews, appeals and keys that the database has and the audit log does not, or the other way round."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from store.errors import StoreDamaged
from store.schema import ReviewRow
from store.service_schema import ApiKeyRow, AppealRow, AuditRow

REVIEW, REVIEW_UNDO, APPEAL = "review.", "review.undo", "appeal.create"
KEY_CREATED, KEY_ROTATED, KEY_REVOKED = "key.create", "key.rotate", "key.revoke"
ENTRIES = (
    select(AuditRow.action, AuditRow.subject, AuditRow.after)
    .where(AuditRow.action.in_((APPEAL, KEY_CREATED, KEY_ROTATED, KEY_REVOKED)) | AuditRow.action.startswith(REVIEW))
    .order_by(AuditRow.number)
)
FIRST_ENTRY = select(AuditRow.created_at).order_by(AuditRow.number).limit(1)
REVIEWS = select(ReviewRow.review_id, ReviewRow.reviewed_at, ReviewRow.undone_at)
APPEALS = select(AppealRow.appeal_id)
KEYS = select(ApiKeyRow.key_id, ApiKeyRow.scopes, ApiKeyRow.revoked_at)


@dataclass
class _Logged:
    """`scopes` of each key, as in its entry."""

    reviews: set[str] = field(default_factory=set)
    undone: set[str] = field(default_factory=set)
    appeals: set[str] = field(default_factory=set)
    scopes: dict[str, str] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)

    def add(self, action: str, subject: str, after: str) -> None:
        if action == APPEAL:
            self.appeals.add(after)
        elif action == KEY_CREATED:
            self.scopes[subject] = after
        elif action == KEY_ROTATED:
            self.scopes[after] = self.scopes.get(subject, "")
        elif action == KEY_REVOKED:
            self.revoked.add(subject)
        elif action == REVIEW_UNDO:
            self.undone.add(after.partition(":")[0])
        else:
            self.reviews.add(after.partition(":")[0])


def row_problems(session: Session) -> Iterator[str]:
    """Removed and changed reviews are named elsewhere, with their entries. A key's secret is in no entry."""
    logged, since = _Logged(), session.scalar(FIRST_ENTRY)
    for action, subject, after in session.execute(ENTRIES):
        logged.add(action, subject, after)
    yield from _readable(session, "review", REVIEWS, lambda rows: _reviews(rows, logged, since))
    yield from _readable(session, "appeal", APPEALS, lambda rows: _appeals(rows, logged))
    yield from _readable(session, "key", KEYS, lambda rows: _keys(rows, logged))


def _readable(
    session: Session, name: str, query: Executable, compare: Callable[[Iterable[Any]], Iterator[str]]
) -> Iterator[str]:
    try:
        yield from compare(session.execute(query).all())
    except (StoreDamaged, AttributeError, TypeError, ValueError):  # a column holds a value that was never written
        yield f"a {name} was changed: it cannot be read"


def _reviews(rows: Iterable[Any], logged: _Logged, since: datetime | None) -> Iterator[str]:
    """Versions without an audit log wrote reviews before `since`, its first entry."""
    for review_id, reviewed_at, undone_at in rows:
        if review_id not in logged.reviews and since is not None and reviewed_at > since:
            yield _added("review", review_id)
        elif (undone_at is not None) != (review_id in logged.undone):
            logged_state = "was undone" if review_id in logged.undone else "was not undone"
            yield f"review {review_id} was changed: the log says that it {logged_state}"


def _appeals(rows: Iterable[Any], logged: _Logged) -> Iterator[str]:
    stored = {appeal_id for (appeal_id,) in rows}
    yield from (_added("appeal", appeal_id) for appeal_id in sorted(stored - logged.appeals))
    yield from (_removed("appeal", appeal_id) for appeal_id in sorted(logged.appeals - stored))


def _keys(rows: Iterable[Any], logged: _Logged) -> Iterator[str]:
    stored = set()
    for key_id, scopes, revoked_at in rows:
        stored.add(key_id)
        if key_id not in logged.scopes:
            yield _added("key", key_id)
        elif " ".join(scopes) != logged.scopes[key_id]:
            yield f"key {key_id} was changed: the log gives it the scopes {logged.scopes[key_id]}"
        elif key_id in logged.revoked and revoked_at is None:
            yield f"key {key_id} was changed: the log says that it was revoked"
    yield from (_removed("key", key_id) for key_id in sorted(logged.scopes.keys() - stored))


def _added(name: str, row_id: str) -> str:
    return f"{name} {row_id} was written around Clausewise: the log has no entry of it"


def _removed(name: str, row_id: str) -> str:
    return f"{name} {row_id} is missing: the log says that it was stored"
