"""The audit log: one entry per write, chained by hash, so that a changed or deleted entry is detected."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from store.database import Database
from store.errors import StoreDamaged
from store.schema import table
from store.service_schema import AuditRow

FIRST_DIGEST = "0" * 64  # the `previous_digest` of the first entry
ROWS_PER_BATCH = 1000
INSERT_ENTRY = insert(table(AuditRow))
LAST_ENTRY = select(AuditRow.number, AuditRow.digest).order_by(AuditRow.number.desc()).limit(1)
SQLITE_LOCK = text("UPDATE audit_log SET number = number WHERE number = 0")  # takes the write lock, changes nothing
POSTGRESQL_LOCK = text(f"SELECT pg_advisory_xact_lock({0x61756469})")


@dataclass(frozen=True)
class ChainVerification:
    """`entries` is the number of valid entries. `head` is the digest of the last one; a saved head later proves that
    no entries were deleted from the end. `error` describes the first entry that is not as it was written."""

    entries: int
    head: str
    error: str | None


@dataclass(frozen=True)
class AuditLog:
    database: Database

    def lock(self, session: Session) -> None:
        """Serialises writers. A transaction locks before its first read or write, which prevents deadlocks."""
        connection = session.connection()
        connection.execute(SQLITE_LOCK if connection.dialect.name == "sqlite" else POSTGRESQL_LOCK)

    def append(
        self, session: Session, actor: str, action: str, subject: str, before: str = "", after: str = ""
    ) -> None:
        """Appends within the transaction of the write itself.

        `actor`: an API key id or a command. `action`: such as `review.overturn`. `before` and `after`: ids and states,
        never content, so that the chain stays valid after an erasure.
        """
        self.lock(session)
        connection = session.connection()
        last = connection.execute(LAST_ENTRY).first()
        row = AuditRow(
            number=last.number + 1 if last else 1,
            created_at=datetime.now(UTC),
            actor=actor,
            action=action,
            subject=subject,
            before=before,
            after=after,
            previous_digest=last.digest if last else FIRST_DIGEST,
        )
        row.digest = _digest(row)
        connection.execute(INSERT_ENTRY, {column.key: getattr(row, column.key) for column in table(AuditRow).columns})

    def verify(self, head: str | None = None) -> ChainVerification:
        """Checks the whole chain. A given `head` must be the digest of an entry."""
        previous, number, head_found = FIRST_DIGEST, 0, head is None
        try:
            for row in self.entries():
                number += 1
                error = _check(row, number, previous)
                if error:
                    return ChainVerification(number - 1, previous, error)
                previous = row.digest
                head_found = head_found or previous == head
        except (StoreDamaged, TypeError):  # a column holds a value that was never written
            return ChainVerification(number, previous, self._unreadable(number))
        return ChainVerification(number, previous, None if head_found else "the entry with the saved digest is missing")

    def entries(self) -> Iterator[AuditRow]:
        """Oldest first; reads page by page."""
        number = -(2**31)
        while rows := self._page(number, ROWS_PER_BATCH):
            yield from rows
            number = rows[-1].number

    def _unreadable(self, number: int) -> str:
        """Finds the first unreadable entry after `number`, reading one by one."""
        try:
            while rows := self._page(number, 1):
                number = rows[-1].number
        except (StoreDamaged, TypeError):
            return f"entry {number + 1} was changed: it cannot be read"
        return "an entry cannot be read"

    def _page(self, after: int, size: int) -> list[AuditRow]:
        query = select(AuditRow).where(AuditRow.number > after).order_by(AuditRow.number).limit(size)
        with self.database.transaction() as session:
            rows = list(session.scalars(query))
            session.expunge_all()
            return rows


def _check(row: AuditRow, number: int, previous: str) -> str | None:
    if row.number != number:
        return f"entry {number} is missing: entry {row.number} follows entry {number - 1}"
    if row.previous_digest != previous:
        return f"entry {number} does not continue the chain: an entry was changed, inserted or deleted"
    return None if row.digest == _digest(row) else f"entry {number} was changed"


def _digest(row: AuditRow) -> str:
    """Over the values only: column names may change."""
    values = [row.number, row.created_at.isoformat(), row.actor, row.action, row.subject, row.before, row.after]
    serialised = json.dumps([*values, row.previous_digest], ensure_ascii=False, default=repr)
    return hashlib.sha256(serialised.encode()).hexdigest()
