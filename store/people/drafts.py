"""Drafts of reviews: what a person typed survives a lost page. A stored review or an erasure deletes them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from domain.people import ReviewDraft, SavedDraft
from store.database import Database
from store.errors import CaseErased, DecisionNotFound
from store.listing.listing_schema import DecisionStateRow
from store.people.people_schema import DraftRow


@dataclass(frozen=True)
class Drafts:
    database: Database

    def save(self, person: str, decision_id: str, draft: ReviewDraft, now: datetime) -> SavedDraft:
        """In place of the draft before. Raises DecisionNotFound or CaseErased."""
        is_erased = select(DecisionStateRow.erased).where(DecisionStateRow.decision_id == decision_id)
        with self.database.write_transaction() as session:
            erased = session.scalar(is_erased)
            if erased is None:
                raise DecisionNotFound(f"there is no decision {decision_id}")
            if erased:
                raise CaseErased(f"the case of {decision_id} was erased: its draft is not kept")
            values = draft.model_dump(mode="json")
            session.merge(DraftRow(person=person, decision_id=decision_id, draft=values, saved_at=now))
        return SavedDraft(decision_id=decision_id, draft=draft, saved_at=now)

    def get(self, person: str, decision_id: str) -> SavedDraft | None:
        with self.database.transaction() as session:
            row = session.get(DraftRow, (person, decision_id))
            return _saved(row) if row else None

    def list(self, person: str) -> tuple[SavedDraft, ...]:
        """Newest first."""
        query = select(DraftRow).where(DraftRow.person == person).order_by(DraftRow.saved_at.desc())
        with self.database.transaction() as session:
            return tuple(_saved(row) for row in session.scalars(query))

    def discard(self, person: str, decision_id: str) -> None:
        mine = (DraftRow.person == person, DraftRow.decision_id == decision_id)
        with self.database.write_transaction() as session:
            session.execute(delete(DraftRow).where(*mine))


def _saved(row: DraftRow) -> SavedDraft:
    return SavedDraft(decision_id=row.decision_id, draft=ReviewDraft.model_validate(row.draft), saved_at=row.saved_at)
