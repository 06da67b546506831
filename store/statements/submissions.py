"""How far each statement of reasons was submitted: claimed before it is sent, and settled by the answer."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.statement import Errors, Record, StatementStatus, Submitted
from store.audit import AuditLog
from store.database import Database
from store.processes import ProcessIdentity, this_process
from store.schema import DecisionRow
from store.statements.statements_schema import StatementRow

IDS_PER_QUERY = 500


@dataclass(frozen=True)
class NewStatement:
    """A statement to send."""

    puid: str
    decision_id: str
    record: Record

    @property
    def digest(self) -> str:
        return digest_of(self.record)


def digest_of(record: Record) -> str:
    """The SHA-256 of a record, whatever the order of its fields."""
    return hashlib.sha256(json.dumps(record, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Submissions:
    database: Database

    def of(self, puids: Collection[str]) -> Mapping[str, Submitted]:
        """Those that were ever sent, by puid."""
        wanted = sorted(puids)
        found: dict[str, Submitted] = {}
        with self.database.transaction() as session:
            for start in range(0, len(wanted), IDS_PER_QUERY):
                query = select(StatementRow).where(StatementRow.puid.in_(wanted[start : start + IDS_PER_QUERY]))
                found |= {row.puid: _submitted(row) for row in session.scalars(query)}
        return found

    def accepted(self, since: datetime | None = None, until: datetime | None = None) -> tuple[Submitted, ...]:
        """Those that the receiver has, of decisions that were made in the period, newest decisions first."""
        query = select(StatementRow).join(DecisionRow, DecisionRow.decision_id == StatementRow.decision_id)
        query = query.where(StatementRow.status == StatementStatus.ACCEPTED.value)
        if since is not None:
            query = query.where(DecisionRow.decided_at >= since)
        if until is not None:
            query = query.where(DecisionRow.decided_at < until)
        with self.database.transaction() as session:
            newest = query.order_by(DecisionRow.decided_at.desc(), StatementRow.puid)
            return tuple(_submitted(row) for row in session.scalars(newest))

    def of_decision(self, decision_id: str) -> tuple[Submitted, ...]:
        """What the receiver has about it."""
        accepted = StatementRow.status == StatementStatus.ACCEPTED.value
        query = select(StatementRow).where(StatementRow.decision_id == decision_id, accepted)
        with self.database.transaction() as session:
            return tuple(_submitted(row) for row in session.scalars(query))

    def claim(
        self, statements: Sequence[NewStatement], actor: str, now: datetime, lease: timedelta
    ) -> tuple[NewStatement, ...]:
        """Marks them as being sent by this process, in one transaction with an entry of the audit log. Returns those
        to send. One that is accepted, is being sent by another process, or was refused as it is, is left out. A row
        whose answer is not known is sent again as it was."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            claimed = [found for one in statements if (found := _claim(session, one, now, now + lease)) is not None]
            if claimed:
                subject = f"{len(claimed)} statements"
                AuditLog(self.database).append(session, actor, "statements.submit", subject, after=claimed[0].puid)
        return tuple(claimed)

    def in_doubt(self, now: datetime) -> tuple[NewStatement, ...]:
        """Those whose answer is not known, and whose process has ended or given up; by puid."""
        query = select(StatementRow).where(StatementRow.status == StatementStatus.SENDING.value)
        with self.database.transaction() as session:
            rows = session.scalars(query.order_by(StatementRow.puid))
            return tuple(_new(row) for row in rows if not _is_claimed(row, now))

    def next_allowed(self, now: datetime) -> datetime | None:
        """When the receiver takes the next request; None: now."""
        query = select(StatementRow.not_before).where(StatementRow.not_before > now)
        with self.database.transaction() as session:
            return max((at for at in session.scalars(query) if at is not None), default=None)

    def accept(self, receiver_ids: Mapping[str, str], now: datetime) -> None:
        """By puid: the receiver's id, or an empty text where it said none."""
        values: dict[str, Any] = {"errors": {}, "last_error": "", "not_before": None}
        with self.database.write_transaction() as session:
            for puid, receiver_id in receiver_ids.items():
                _settle(session, puid, now, StatementStatus.ACCEPTED, **values, receiver_id=receiver_id)

    def refuse(self, errors: Mapping[str, Errors], now: datetime) -> None:
        """By puid: what the receiver says of each field."""
        with self.database.write_transaction() as session:
            for puid, found in errors.items():
                fields = {name: list(messages) for name, messages in found.items()}
                _settle(session, puid, now, StatementStatus.REFUSED, errors=fields, last_error="")

    def release(
        self, puids: Iterable[str], now: datetime, reason: str = "", not_before: datetime | None = None
    ) -> None:
        """They were surely not stored, and can be sent again."""
        with self.database.write_transaction() as session:
            for puid in puids:
                _settle(session, puid, now, StatementStatus.READY, last_error=reason, not_before=not_before)

    def doubt(self, puids: Iterable[str], reason: str) -> None:
        """Whether the receiver stored them is not known."""
        with self.database.write_transaction() as session:
            for puid in puids:
                values = {"claimed_until": None, "last_error": reason}
                session.execute(update(StatementRow).where(StatementRow.puid == puid).values(**values))


def _claim(session: Session, one: NewStatement, now: datetime, until: datetime) -> NewStatement | None:
    row = session.get(StatementRow, one.puid, with_for_update=True)
    process = asdict(this_process())
    if row is None:
        session.add(_row(one, now, until, process))
        session.flush()
        return one
    status = StatementStatus(row.status)
    if status is StatementStatus.ACCEPTED or _is_claimed(row, now):
        return None
    if status is StatementStatus.REFUSED and row.digest == one.digest:
        return None
    sent = _new(row) if status is StatementStatus.SENDING else one
    row.status, row.record, row.digest = StatementStatus.SENDING.value, dict(sent.record), sent.digest
    row.attempts, row.claimed_until, row.errors = row.attempts + 1, until, {}
    row.host, row.pid, row.instance_id = process["host"], process["pid"], process["instance_id"]
    return sent


def _row(one: NewStatement, now: datetime, until: datetime, process: Mapping[str, Any]) -> StatementRow:
    return StatementRow(
        puid=one.puid,
        decision_id=one.decision_id,
        status=StatementStatus.SENDING.value,
        record=dict(one.record),
        digest=one.digest,
        attempts=1,
        errors={},
        last_error="",
        receiver_id="",
        first_sent_at=now,
        claimed_until=until,
        **process,
    )


def _is_claimed(row: StatementRow, now: datetime) -> bool:
    """Another process, or this one, is sending it."""
    if row.status != StatementStatus.SENDING.value or row.claimed_until is None or row.claimed_until <= now:
        return False
    return not ProcessIdentity(host=row.host, pid=row.pid, instance_id=row.instance_id).has_exited()


def _settle(session: Session, puid: str, now: datetime, status: StatementStatus, **values: Any) -> None:
    settled = {**values, "status": status.value, "claimed_until": None, "answered_at": now}
    session.execute(update(StatementRow).where(StatementRow.puid == puid).values(**settled))


def _new(row: StatementRow) -> NewStatement:
    return NewStatement(row.puid, row.decision_id, dict(row.record))


def _submitted(row: StatementRow) -> Submitted:
    names = set(Submitted.model_fields) - {"status", "errors"}
    values = {name: getattr(row, name) for name in names}
    errors = {name: tuple(messages) for name, messages in row.errors.items()}
    return Submitted(**values, status=StatementStatus(row.status), errors=errors)
