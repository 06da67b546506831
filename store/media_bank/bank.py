"""The bank of confirmed violations: adds entries, lists and removes them. Every write is in the audit log, by ids."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from domain.errors import InputError
from domain.media_bank import BankEntry, BankHash, BankSource
from store.audit import AuditLog
from store.database import Database
from store.media_bank.bank_schema import BankEntryRow, BankHashRow
from store.schema import DecisionRow

OVERTURNED = "an overturned decision"  # who removed it: it is added again if the decision holds after all
ROWS_PER_BATCH = 10_000
IN_BANK = BankEntryRow.removed_at.is_(None)


class BankEntryNotFound(InputError):
    """The bank has no such entry."""


@dataclass(frozen=True)
class StoredHash:
    """A hash with its entry, without what only people read. `case_id`: that of the decision."""

    entry_id: str
    clause_id: str
    decision_id: str | None
    case_id: str | None
    added_at: datetime
    name: str
    value: str


@dataclass(frozen=True)
class BankState:
    """Differs whenever the entries differ."""

    entries: int
    last_added: datetime | None
    last_removed: datetime | None


@dataclass(frozen=True)
class MediaBank:
    database: Database

    def add(self, entries: Sequence[BankEntry], actor: str) -> tuple[BankEntry, ...]:
        """Returns those that were added: not one that is there, nor one of a review that a person removed."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            added = tuple(entry for entry in entries if _add(session, entry))
            for entry in added:
                AuditLog(self.database).append(session, actor, "media_bank.add", entry.entry_id, after=entry.clause_id)
        return added

    def remove(self, entry_id: str, actor: str, now: datetime) -> BankEntry:
        """Returns it as it was. Raises BankEntryNotFound."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            row = session.get(BankEntryRow, entry_id, with_for_update=True)
            if row is None or row.removed_at is not None:
                raise BankEntryNotFound(f"the bank has no entry {entry_id}: list it to see the ids of its entries")
            (entry,) = _entries(session, [row])
            _remove(session, [entry_id], actor, now)
            AuditLog(self.database).append(session, actor, "media_bank.remove", entry_id, row.clause_id)
        return entry

    def list(self, clause_id: str | None = None, limit: int = 1_000, offset: int = 0) -> tuple[BankEntry, ...]:
        """The newest first."""
        query = select(BankEntryRow).where(IN_BANK).order_by(BankEntryRow.added_at.desc(), BankEntryRow.entry_id)
        if clause_id is not None:
            query = query.where(BankEntryRow.clause_id == clause_id)
        with self.database.transaction() as session:
            return _entries(session, session.scalars(query.limit(limit).offset(offset)).all())

    def of_decisions(self, decision_ids: Collection[str]) -> frozenset[str]:
        """Which of these decisions have an entry, removed or not."""
        query = select(BankEntryRow.decision_id).where(BankEntryRow.decision_id.in_(decision_ids))
        with self.database.transaction() as session:
            return frozenset(name for name in session.scalars(query) if name is not None)

    def count(self) -> int:
        with self.database.transaction() as session:
            return session.scalar(select(func.count()).select_from(BankEntryRow).where(IN_BANK)) or 0

    def state(self) -> BankState:
        counted = select(func.count(), func.max(BankEntryRow.added_at), func.max(BankEntryRow.removed_at))
        with self.database.transaction() as session:
            count, added, removed = session.execute(counted.select_from(BankEntryRow)).one()
        return BankState(count, added, removed)

    def hashes(self) -> Iterator[StoredHash]:
        """All of them, by entry."""
        columns: tuple[Any, ...] = (
            BankEntryRow.entry_id,
            BankEntryRow.clause_id,
            BankEntryRow.decision_id,
            DecisionRow.case_id,
            BankEntryRow.added_at,
            BankHashRow.name,
            BankHashRow.value,
        )
        query = select(*columns).join(BankHashRow, BankHashRow.entry_id == BankEntryRow.entry_id)
        query = query.outerjoin(DecisionRow, DecisionRow.decision_id == BankEntryRow.decision_id)
        query = query.order_by(BankEntryRow.entry_id, BankHashRow.name, BankHashRow.value)
        with self.database.transaction() as session:
            for row in session.execute(query.execution_options(yield_per=ROWS_PER_BATCH)):
                yield StoredHash(*row)


def remove_overturned(session: Session, decision_id: str, violated: Collection[str], now: datetime) -> tuple[str, ...]:
    """Within the transaction of a review: takes out the entries of clauses that the decision no longer violates.
    Returns their ids. What a person added by hand leaves too: the decision that they named does not hold."""
    query = select(BankEntryRow).where(BankEntryRow.decision_id == decision_id, IN_BANK)
    gone = [row.entry_id for row in session.scalars(query) if row.clause_id not in violated]
    _remove(session, gone, OVERTURNED, now)
    return tuple(gone)


def erase_from_bank(session: Session, decision_id: str) -> None:
    """Within the transaction of an erasure: removes all traces of the decision's media."""
    ids = select(BankEntryRow.entry_id).where(BankEntryRow.decision_id == decision_id)
    session.execute(delete(BankHashRow).where(BankHashRow.entry_id.in_(ids)))
    session.execute(delete(BankEntryRow).where(BankEntryRow.decision_id == decision_id))


def _add(session: Session, entry: BankEntry) -> bool:
    row = session.get(BankEntryRow, entry.entry_id, with_for_update=True)
    if row is not None and (row.removed_at is None or not _may_return(row, entry)):
        return False
    values = entry.model_dump(exclude={"hashes", "source"}) | {"source": entry.source.value}
    if row is None:
        session.add(BankEntryRow(**values, removed_at=None, removed_by=None))
        session.flush()
    else:
        changes = {**values, "removed_at": None, "removed_by": None}
        session.execute(update(BankEntryRow).where(BankEntryRow.entry_id == entry.entry_id).values(**changes))
    session.add_all(
        BankHashRow(entry_id=entry.entry_id, name=one.name, value=one.value) for one in dict.fromkeys(entry.hashes)
    )
    return True


def _may_return(row: BankEntryRow, entry: BankEntry) -> bool:
    return entry.source is BankSource.PERSON or row.removed_by == OVERTURNED


def _remove(session: Session, entry_ids: Collection[str], actor: str, now: datetime) -> None:
    session.execute(delete(BankHashRow).where(BankHashRow.entry_id.in_(entry_ids)))
    removed = update(BankEntryRow).where(BankEntryRow.entry_id.in_(entry_ids))
    session.execute(removed.values(removed_at=now, removed_by=actor))


def _entries(session: Session, rows: Sequence[BankEntryRow]) -> tuple[BankEntry, ...]:
    hashes: dict[str, list[BankHash]] = {row.entry_id: [] for row in rows}
    found = select(BankHashRow).where(BankHashRow.entry_id.in_(hashes)).order_by(BankHashRow.name, BankHashRow.value)
    for one in session.scalars(found):
        hashes[one.entry_id].append(BankHash(name=one.name, value=one.value))
    names = [name for name in BankEntry.model_fields if name != "hashes"]
    return tuple(
        BankEntry.model_validate({name: getattr(row, name) for name in names} | {"hashes": hashes[row.entry_id]})
        for row in rows
    )
