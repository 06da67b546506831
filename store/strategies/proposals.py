"""Proposals of strategies: each made once, and accepted or dismissed once by a person with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.strategy_hit import ProposalAnswer, ProposalState, StrategyProposal
from store.audit import AuditLog
from store.database import Database
from store.errors import ProposalConflict
from store.strategies.strategies_schema import StrategyLabelRow
from store.strategies.strategies_schema import StrategyProposalRow as Row


@dataclass(frozen=True)
class Proposals:
    database: Database

    def add(self, proposals: Iterable[StrategyProposal], actor: str) -> int:
        """Returns how many are new: one that exists stays as it is, also if it was answered."""
        added = 0
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            for one in proposals:
                if session.get(Row, one.proposal_id) is None:
                    session.add(Row(**{**one.model_dump(), "state": one.state.value}))
                    added += 1
            if added:
                AuditLog(self.database).append(session, actor, "strategy.propose", f"{added} proposals")
        return added

    def list(
        self, state: ProposalState | None = None, since: datetime | None = None, limit: int = 100
    ) -> tuple[StrategyProposal, ...]:
        """Newest first. `since`: made or answered at this time or later."""
        query = select(Row).order_by(Row.created_at.desc(), Row.proposal_id).limit(limit)
        if state is not None:
            query = query.where(Row.state == state.value)
        if since is not None:
            query = query.where((Row.created_at >= since) | (Row.closed_at >= since))
        with self.database.transaction() as session:
            return tuple(_proposal(row) for row in session.scalars(query))

    def get(self, proposal_id: str) -> StrategyProposal | None:
        with self.database.transaction() as session:
            row = session.get(Row, proposal_id)
            return _proposal(row) if row else None

    def answer(
        self, proposal_id: str, answer: ProposalAnswer, person: str, actor: str, now: datetime
    ) -> StrategyProposal:
        """Raises ProposalConflict if there is none, or if it was answered."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            row = session.get(Row, proposal_id, with_for_update=True)
            if row is None:
                raise ProposalConflict(f"there is no proposal {proposal_id}: list the open ones")
            if row.state != ProposalState.OPEN.value:
                raise ProposalConflict(f"{row.person} has {row.state} proposal {proposal_id} already")
            state = ProposalState.ACCEPTED if answer.accepted else ProposalState.DISMISSED
            row.state, row.person, row.reason, row.closed_at = state.value, person, answer.reason, now
            AuditLog(self.database).append(session, actor, f"proposal.{state.value}", proposal_id)
            session.flush()
            return _proposal(row)


def erase_strategy_rows(session: Session, creator_id: str) -> None:
    """Labels and proposals of an erased creator."""
    for table in (StrategyLabelRow, Row):
        session.execute(delete(table).where(table.creator_id == creator_id))


def _proposal(row: Row) -> StrategyProposal:
    values: dict[str, Any] = {name: getattr(row, name) for name in StrategyProposal.model_fields}
    return StrategyProposal(**{**values, "state": ProposalState(row.state)})
