"""The violation history of creators: which clauses, when, and whether the violation is still active."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from store.database import Database
from store.schema import ViolationRow


@dataclass(frozen=True)
class ViolationEntry:
    """`day` is the day whose policies were applied; `active` is False once a review overturned the violation."""

    decision_id: str
    clause_id: str
    creator_id: str
    day: date
    active: bool


@dataclass(frozen=True)
class Violations:
    database: Database

    def of_creator(self, creator_id: str) -> tuple[ViolationEntry, ...]:
        """Oldest first."""
        order = (ViolationRow.day, ViolationRow.decision_id, ViolationRow.clause_id)
        query = select(ViolationRow).where(ViolationRow.creator_id == creator_id).order_by(*order)
        with self.database.transaction() as session:
            return tuple(_entry(row) for row in session.scalars(query))


def _entry(row: ViolationRow) -> ViolationEntry:
    return ViolationEntry(row.decision_id, row.clause_id, row.creator_id, row.day, row.active)
