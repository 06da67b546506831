"""Decisions about posts that the platform was notified of (Art. 16, Digital Services Act)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_

from store.database import Cursor
from store.decisions import DecisionStore
from store.schema import DecisionRow
from store.statements.candidates import PAGE, Candidate, Candidates, Page, all_pages

RECEIVED = DecisionRow.case["notice"]["received_at"].as_string()


@dataclass(frozen=True)
class Notices:
    """The notice is part of the case, so an erased case has none any more."""

    store: DecisionStore

    def page(
        self, limit: int, since: datetime | None = None, until: datetime | None = None, cursor: Cursor | None = None
    ) -> Page:
        """At most `limit` decisions, newest first, and the cursor of the next page."""
        query = select(DecisionRow.decided_at, DecisionRow.decision_id).where(RECEIVED.is_not(None))
        if since is not None:
            query = query.where(DecisionRow.decided_at >= since)
        if until is not None:
            query = query.where(DecisionRow.decided_at < until)
        if cursor is not None:
            query = query.where(tuple_(DecisionRow.decided_at, DecisionRow.decision_id) < tuple_(*cursor))
        newest = query.order_by(DecisionRow.decided_at.desc(), DecisionRow.decision_id.desc()).limit(limit + 1)
        with self.store.database.transaction() as session:
            rows = [(row.decided_at, row.decision_id) for row in session.execute(newest)]
        shown = rows[:limit]
        following = shown[-1] if len(rows) > limit else None
        return Candidates(self.store).of([decision_id for _, decision_id in shown]), following

    def all(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Candidate]:
        """Newest first; reads page by page."""
        return all_pages(lambda cursor: self.page(PAGE, since, until, cursor))

    def get(self, decision_id: str) -> Candidate | None:
        """None: there is no such decision, or no notice led to it."""
        if not self.store.exists(decision_id):
            return None
        return next((one for one in Candidates(self.store).of([decision_id]) if one.stored.case.notice), None)
