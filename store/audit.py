"""The audit log: every write a line, chained by hash, so that a line that was changed or taken out shows."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from store.database import Database
from store.errors import StoreDamaged
from store.schema import table
from store.service_schema import AuditRow

FIRST = "0" * 64
AT_ONCE = 1000
ENTER, LAST = (
    insert(table(AuditRow)),
    select(AuditRow.number, AuditRow.digest).order_by(AuditRow.number.desc()).limit(1),
)
TURN = text("UPDATE audit SET number = number WHERE number = 0")  # of SQLite: the turn to write
LOCK = text(f"SELECT pg_advisory_xact_lock({0x61756469})")


class Entry(NamedTuple):
    """`who` is a key's id or a command, `what` such as `review.overturn`; `before` and `after` hold ids and states,
    never content, so that the chain stays whole when content is erased."""

    who: str
    what: str
    subject: str
    before: str
    after: str


@dataclass(frozen=True)
class Verified:
    """`head` is the digest of the last line: noted elsewhere, it shows that no last lines were taken away. `broken`
    says what is wrong with the first line that is not as it was entered."""

    lines: int
    head: str
    broken: str | None


@dataclass(frozen=True)
class Audit:
    database: Database

    def take_turn(self, session: Session) -> None:
        """Writers take turns: each before it reads what its write rests on or touches a row, so that no two wait for
        each other."""
        connection = session.connection()
        connection.execute(TURN if connection.dialect.name == "sqlite" else LOCK)

    def enter(self, session: Session, entry: Entry) -> None:
        """Within the transaction of the write itself: both stand or neither."""
        self.take_turn(session)
        connection, at = session.connection(), datetime.now(UTC)
        last = connection.execute(LAST).first()
        number, previous = (last.number + 1, last.digest) if last else (1, FIRST)
        digest = _digest(number, at, entry, previous)
        values = {"number": number, "at": at, "previous": previous, "digest": digest}
        connection.execute(ENTER, {**values, **entry._asdict()})

    def verify(self, head: str | None = None) -> Verified:
        """Reads the whole chain; `head` is a digest that was noted, and has to be of some line."""
        previous, number, seen = FIRST, 0, head is None
        try:
            for row in self.lines():
                number += 1
                fault = _fault(row, number, previous)
                if fault:
                    return Verified(number - 1, previous, fault)
                previous = row.digest
                seen = seen or previous == head
        except (StoreDamaged, TypeError):  # a column holds what no line ever had
            return Verified(number, previous, self._unreadable(number))
        return Verified(number, previous, None if seen else "the line whose digest was noted is not there any more")

    def lines(self) -> Iterator[AuditRow]:
        """Oldest first, a few at a time."""
        number = -(2**31)
        while rows := self._after(number, AT_ONCE):
            yield from rows
            number = rows[-1].number

    def _unreadable(self, number: int) -> str:
        """Those from `number` on one by one, to the first that cannot be read."""
        try:
            while rows := self._after(number, 1):
                number = rows[-1].number
        except (StoreDamaged, TypeError):
            return f"line {number + 1} is not as it was entered: it cannot be read"
        return "some line cannot be read"

    def _after(self, number: int, at_once: int) -> list[AuditRow]:
        query = select(AuditRow).where(AuditRow.number > number).order_by(AuditRow.number).limit(at_once)
        with self.database.transaction() as session:
            rows = list(session.scalars(query))
            session.expunge_all()
            return rows


def _fault(row: AuditRow, number: int, previous: str) -> str | None:
    if row.number != number:
        return f"line {number} is missing: {row.number} follows {number - 1}"
    if row.previous != previous:
        return f"line {number} does not follow on the line before it: one was changed, put in or taken out"
    entry = Entry(row.who, row.what, row.subject, row.before, row.after)
    return None if row.digest == _digest(number, row.at, entry, previous) else f"line {number} is not as it was entered"


def _digest(number: int, at: datetime, entry: Entry, previous: str) -> str:
    told = [number, at.isoformat(), *entry, previous]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=repr).encode()).hexdigest()
