"""Reads the audit log page by page, filtered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from domain.base import FrozenModel
from store.database import Database
from store.service_schema import AuditRow


class AuditEntry(FrozenModel):
    """One write. `before` and `after` are ids and states, never content. `digest` continues the chain of the log."""

    number: int
    created_at: datetime
    actor: str
    action: str
    subject: str
    before: str
    after: str
    digest: str


@dataclass(frozen=True)
class AuditFilter:
    """A None does not filter. `action`: one action, or with a dot at its end all that start with it."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class AuditReader:
    database: Database

    def list(self, wanted: AuditFilter, *, limit: int, before: int | None = None) -> tuple[AuditEntry, ...]:
        """Newest first; `before` is the number of the last entry of the page before."""
        query = select(AuditRow).where(*_conditions(wanted)).order_by(AuditRow.number.desc()).limit(limit)
        if before is not None:
            query = query.where(AuditRow.number < before)
        with self.database.transaction() as session:
            return tuple(_entry(row) for row in session.scalars(query))


def _conditions(wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.actor is not None:
        yield AuditRow.actor == wanted.actor
    if wanted.subject is not None:
        yield AuditRow.subject == wanted.subject
    if wanted.action is not None:
        starts = wanted.action.endswith(".")
        yield AuditRow.action.startswith(wanted.action, autoescape=True) if starts else AuditRow.action == wanted.action
    if wanted.since is not None:
        yield AuditRow.created_at >= wanted.since
    if wanted.until is not None:
        yield AuditRow.created_at < wanted.until


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(**{name: getattr(row, name) for name in AuditEntry.model_fields})
