"""The conditions of the clause filter: what violates a clause, and what may violate it while the verdict is open."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from domain.verdict import Outcome
from store.listing.listing_schema import CandidateClauseRow, CurrentViolationRow
from store.listing.listing_schema import DecisionStateRow as State
from store.schema import ViolatedClauseRow

FREQUENT = 2_000  # matches of a filter, from which on sorting them takes longer than trying the newest decisions
ListedState = aliased(State)  # beside the state that is listed


@dataclass(frozen=True)
class WantedClauses:
    """One of these clauses. If they are rare, the decisions are found by them; else the newest decisions are tried one
    after another."""

    ids: frozenset[str]
    are_rare: bool

    @property
    def now(self) -> ColumnElement[bool]:
        """By the review in effect, or without one as decided."""
        violated = CurrentViolationRow.clause_id.in_(self.ids)
        if self.are_rare:
            numbers = select(CurrentViolationRow.number).where(violated)
            return State.number.in_(numbers.union_all(self._candidates(ListedState.outcome)))
        tried = exists().where(CurrentViolationRow.number == State.number, violated)
        return or_(tried, self._may_be_violated(State.outcome))

    @property
    def as_decided(self) -> ColumnElement[bool]:
        """Whatever reviews say."""
        violated = ViolatedClauseRow.clause_id.in_(self.ids)
        if self.are_rare:
            same_decision = ViolatedClauseRow.decision_id == ListedState.decision_id
            numbers = select(ListedState.number).join(ViolatedClauseRow, same_decision).where(violated)
            return State.number.in_(numbers.union_all(self._candidates(ListedState.decided_outcome)))
        tried = exists().where(ViolatedClauseRow.decision_id == State.decision_id, violated)
        return or_(tried, self._may_be_violated(State.decided_outcome))

    def _candidates(self, outcome: Any) -> "Select[int]":
        numbers = select(CandidateClauseRow.number).join(ListedState, ListedState.number == CandidateClauseRow.number)
        return numbers.where(CandidateClauseRow.clause_id.in_(self.ids), outcome == Outcome.NEEDS_REVIEW.value)

    def _may_be_violated(self, outcome: Any) -> ColumnElement[bool]:
        candidate = (CandidateClauseRow.number == State.number, CandidateClauseRow.clause_id.in_(self.ids))
        return and_(outcome == Outcome.NEEDS_REVIEW.value, exists().where(*candidate))


def wanted_clauses(session: Session, clause_ids: Collection[str]) -> WantedClauses:
    """Counts how frequent they are."""
    ids = frozenset(clause_ids)
    counts = (_count(session, row, ids) for row in (CurrentViolationRow, CandidateClauseRow))
    return WantedClauses(ids, are_rare=sum(counts) < FREQUENT)


def _count(session: Session, row: Any, ids: frozenset[str]) -> int:
    """At most FREQUENT."""
    found = select(row.number).where(row.clause_id.in_(ids)).limit(FREQUENT).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0
