"""The audit log: one entry per write, chained by hash, so that a changed or deleted entry is detected."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import func, insert, or_, select, text
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
class AuditHead:
    """The last entry of the log at some time: its number (0 if there is none) and digest. A saved head later proves
    that no entries were deleted from the end. `number` is None where only the digest was saved."""

    number: int | None
    digest: str

    def to_json(self) -> str:
        """One line."""
        return json.dumps({"number": self.number, "digest": self.digest})

    @classmethod
    def from_json(cls, line: str) -> Self:
        """Raises ValueError."""
        fields = json.loads(line)
        if not isinstance(fields, dict) or not isinstance(fields.get("digest"), str):
            raise ValueError("no head")
        number = fields.get("number")
        return cls(number if isinstance(number, int) else None, fields["digest"])


@dataclass(frozen=True)
class ChainVerification:
    """`entries` is the number of valid entries, `head` the digest of the last one. `error` describes the first entry
    that is not as it was written."""

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

    def head(self) -> AuditHead:
        with self.database.transaction() as session:
            last = session.execute(LAST_ENTRY).first()
        return AuditHead(last.number, last.digest) if last else AuditHead(0, FIRST_DIGEST)

    def verify(self, *heads: AuditHead) -> ChainVerification:
        """Checks the whole chain. Each of the saved `heads` must be in it."""
        previous, number = FIRST_DIGEST, 0
        missing = {head.digest: head for head in heads if head.digest != FIRST_DIGEST}
        try:
            for row in self.entries():
                number += 1
                error = _check(row, number, previous)
                if error:
                    return ChainVerification(number - 1, previous, error)
                previous = row.digest
                missing.pop(previous, None)
        except (StoreDamaged, TypeError):  # a column holds a value that was never written
            return ChainVerification(number, previous, self._unreadable(number))
        return ChainVerification(number, previous, _missing_head(missing.values(), number) or self._miscounted(number))

    def entries(self) -> Iterator[AuditRow]:
        """In the order of their numbers, which may be negative where a person changed them; reads page by page."""
        number = None
        while rows := self._page(number, ROWS_PER_BATCH):
            yield from rows
            number = rows[-1].number

    def _miscounted(self, number: int) -> str | None:
        """A table that was rebuilt without its key may hold a number twice, or one that is no number."""
        with self.database.transaction() as session:
            read = or_(AuditRow.number <= number, AuditRow.number.is_(None))  # others may have appended since
            count = session.scalar(select(func.count()).select_from(AuditRow).where(read)) or 0
        return None if count == number else f"the log has {count} entries, and {number} of them are numbered in order"

    def _unreadable(self, number: int) -> str:
        """Finds the first unreadable entry after `number`, reading one by one."""
        try:
            while rows := self._page(number, 1):
                number = rows[-1].number
        except (StoreDamaged, TypeError):
            return f"entry {number + 1} was changed: it cannot be read"
        return "an entry cannot be read"

    def _page(self, after: int | None, size: int) -> list[AuditRow]:
        query = select(AuditRow).where(AuditRow.number.is_not(None)).order_by(AuditRow.number).limit(size)
        if after is not None:
            query = query.where(AuditRow.number > after)
        with self.database.transaction() as session:
            rows = list(session.scalars(query))
            session.expunge_all()
            return rows


def _missing_head(missing: Iterable[AuditHead], last: int) -> str | None:
    head = max(missing, key=lambda one: one.number or 0, default=None)
    if head is None:
        return None
    if head.number is None:
        return "the entry with the saved digest is missing"
    if head.number > last:
        return f"the log ends at entry {last}, and a saved head is that of entry {head.number}: its end was cut off"
    return f"entry {head.number} is not the one whose digest was saved: the log was written anew"


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
