"""Reads stored decisions: one by its id or the start of its id, or a filtered list."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Unpack

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import lazyload

from domain.verdict import Outcome, confidence_in
from store.database import Cursor, Database
from store.decision_rows import WITH_JSON, StoredDecision, read_row
from store.errors import AmbiguousId
from store.listing.decision_filters import DecisionFilters, conditions
from store.listing.listing_schema import DecisionStateRow
from store.schema import DecisionRow

MAX_LISTED_IDS = 5


@dataclass(frozen=True)
class DecisionSummary:
    """A stored decision as a list shows it; `probability` and `confidence` are those of its verdict, `violated` are
    clause ids in order. `current_outcome` and `current_violated` are those of the review in effect; `reviewed`: there
    is one."""

    decision_id: str
    case_id: str
    creator_id: str | None
    decided_at: datetime
    outcome: Outcome
    probability: float | None
    confidence: float | None
    summary: str
    violated: tuple[str, ...]
    current_outcome: Outcome
    current_violated: tuple[str, ...]
    reviewed: bool
    market: str | None
    language: str | None
    judge: str


@dataclass(frozen=True)
class DecisionReader:
    """The queries of `DecisionStore`."""

    database: Database

    def exists(self, decision_id: str) -> bool:
        query = select(DecisionRow.decision_id).where(DecisionRow.decision_id == decision_id)
        with self.database.transaction() as session:
            return session.scalar(query) is not None

    def get(self, decision_id: str) -> StoredDecision | None:
        """Raises StoreDamaged if the row cannot be read."""
        with self.database.transaction() as session:
            row = session.get(DecisionRow, decision_id, options=[WITH_JSON])
            return read_row(row) if row else None

    def get_all(self, decision_ids: Collection[str]) -> Mapping[str, StoredDecision]:
        """Those that exist, by their ids. Raises StoreDamaged if a row cannot be read."""
        query = select(DecisionRow).where(DecisionRow.decision_id.in_(decision_ids))
        with self.database.transaction() as session:
            rows = session.scalars(query.options(WITH_JSON, lazyload(DecisionRow.violated)))
            return {row.decision_id: read_row(row) for row in rows}

    def find(self, prefix: str) -> StoredDecision | None:
        """The decision with the id `prefix`, or the only one whose id starts with it. Raises AmbiguousId."""
        matches = func.substr(DecisionRow.decision_id, 1, len(prefix)) == prefix
        query = select(DecisionRow.decision_id).where(matches).order_by(DecisionRow.decision_id).limit(MAX_LISTED_IDS)
        with self.database.transaction() as session:
            ids = session.scalars(query).all()
        if len(ids) > 1 and prefix not in ids:
            raise AmbiguousId(f"several decisions start with {prefix!r}, give more of the id: {', '.join(ids)}")
        return self.get(ids[0]) if ids else None

    def list(
        self, limit: int = 20, *, cursor: Cursor | None = None, **filters: Unpack[DecisionFilters]
    ) -> tuple[DecisionSummary, ...]:
        """At most `limit` decisions that match every filter, newest first. `cursor` is the last decision of the page
        before."""
        newest = (DecisionStateRow.decided_at.desc(), DecisionStateRow.decision_id.desc())
        page = select(DecisionStateRow.number).order_by(*newest).limit(limit)  # sorted before the large rows are read
        if cursor is not None:
            position = tuple_(DecisionStateRow.decided_at, DecisionStateRow.decision_id)
            page = page.where(position < tuple_(*cursor))
        same_decision = DecisionRow.decision_id == DecisionStateRow.decision_id
        rows = select(DecisionStateRow, DecisionRow).join(DecisionRow, same_decision).order_by(*newest)
        with self.database.transaction() as session:
            numbers = page.where(*conditions(session, filters))
            found = session.execute(rows.where(DecisionStateRow.number.in_(numbers)))
            return tuple(_summary(state, row) for state, row in found)


def _summary(state: DecisionStateRow, row: DecisionRow) -> DecisionSummary:
    outcome = Outcome(row.outcome)
    return DecisionSummary(
        decision_id=row.decision_id,
        case_id=row.case_id,
        creator_id=row.creator_id,
        decided_at=row.decided_at,
        outcome=outcome,
        probability=row.probability,
        confidence=confidence_in(outcome, row.probability),
        summary=row.summary,
        violated=tuple(violated.clause_id for violated in row.violated),
        current_outcome=Outcome(state.outcome),
        current_violated=tuple(violated.clause_id for violated in state.violated),
        reviewed=state.reviewed,
        market=state.market,
        language=state.language,
        judge=state.judge,
    )
