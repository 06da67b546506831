"""Erases what people wrote about a case of the golden set, and takes the case out of it."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from store.quality.golden_schema import GoldenCaseRow, GoldenJobRow


def erase_golden(session: Session, decision_id: str, person: str, at: datetime, erased: str) -> None:
    """Takes the case out of the set, and replaces what people wrote about it by the word `erased`."""
    in_set = (GoldenCaseRow.decision_id == decision_id, GoldenCaseRow.removed_at.is_(None))
    session.execute(update(GoldenCaseRow).where(*in_set).values(removed_by=person, removed_at=at))
    session.execute(update(GoldenCaseRow).where(GoldenCaseRow.decision_id == decision_id).values(reason=erased))
    written = (GoldenJobRow.decision_id == decision_id, GoldenJobRow.reason.is_not(None))
    session.execute(update(GoldenJobRow).where(*written).values(reason=erased))
