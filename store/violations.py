"""The ledger of violations: which clauses a creator was found to break, when, and whether that still stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.database import Database
from store.decision_rows import Record
from store.schema import ViolationRow


@dataclass(frozen=True)
class ViolationEntry:
    """`day` is the one whose law was applied; `stands` is False once a review took the finding back."""

    decision_id: str
    clause_id: str
    creator_id: str
    day: date
    active: bool


@dataclass(frozen=True)
class Violations:
    database: Database

    def of(self, creator_id: str) -> tuple[ViolationEntry, ...]:
        """All entries of a creator, oldest first."""
        order = (ViolationRow.day, ViolationRow.decision_id, ViolationRow.clause_id)
        query = select(ViolationRow).where(ViolationRow.creator_id == creator_id).order_by(*order)
        with self.database.transaction() as session:
            return tuple(_entry(row) for row in session.scalars(query))


def book(session: Session, record: Record, violated: Collection[str]) -> None:
    """Enter clauses as broken, or as broken after all; a case without a creator has no ledger."""
    creator = record.case.creator_id
    if creator is None:
        return
    for clause_id in violated:
        day = record.decision.trace.as_of
        name = record.decision.decision_id
        session.merge(ViolationRow(decision_id=name, clause_id=clause_id, creator_id=creator, day=day, stands=True))


def strike(session: Session, decision_id: str) -> None:
    """Nothing of a decision stands any longer."""
    session.execute(update(ViolationRow).where(ViolationRow.decision_id == decision_id).values(stands=False))


def _entry(row: ViolationRow) -> ViolationEntry:
    return ViolationEntry(row.decision_id, row.clause_id, row.creator_id, row.day, row.active)
