"""Writes a decision, its case and its violations to their rows, and reads a decision back."""

from collections.abc import Collection
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.orm import Session, undefer_group

from domain.case import Case
from domain.decision import Decision
from store.errors import StoreDamaged
from store.schema import DecisionRow, ViolatedClauseRow, ViolationRow, table

INSERT_DECISION = insert(table(DecisionRow))
INSERT_VIOLATED_CLAUSE = insert(table(ViolatedClauseRow))
WITH_JSON = undefer_group("payload")  # loads `case` and `decision` too


@dataclass(frozen=True)
class StoredDecision:
    """A decision and its case."""

    case: Case
    decision: Decision

    @property
    def violated(self) -> tuple[str, ...]:
        """The sorted ids of the violated clauses."""
        return tuple(sorted(set(self.decision.verdict.violated)))


def insert_decision(connection: Connection, stored: StoredDecision) -> None:
    """Raises IntegrityError if the id exists."""
    case, decision = stored.case, stored.decision
    values = {
        "decision_id": decision.decision_id,
        "case_id": case.id,
        "creator_id": case.creator_id,
        "decided_at": decision.decided_at,
        "outcome": decision.verdict.outcome.value,
        "probability": decision.verdict.probability,
        "summary": decision.verdict.summary,
        "case": case,
        "decision": decision,
    }
    connection.execute(INSERT_DECISION, values)
    if stored.violated:
        clauses = [{"decision_id": decision.decision_id, "clause_id": clause_id} for clause_id in stored.violated]
        connection.execute(INSERT_VIOLATED_CLAUSE, clauses)


def activate_violations(session: Session, stored: StoredDecision, violated: Collection[str]) -> None:
    """Adds the violated clauses of the decision, or activates them again. Does nothing without a creator. Periods of
    assessments overlap: a clause that one of them found violated counts once a period."""
    creator_id, decision = stored.case.creator_id, stored.decision
    if creator_id is None:
        return
    for clause_id in {*violated} - _counted_before(session, creator_id, decision):
        row = ViolationRow(decision_id=decision.decision_id, clause_id=clause_id, creator_id=creator_id)
        row.day, row.active = decision.trace.as_of, True
        session.merge(row)


def _counted_before(session: Session, creator_id: str, decision: Decision) -> set[str]:
    """The clauses that another assessment, whose period overlaps with that of this one, found violated."""
    if decision.assessment is None:
        return set()
    first, last = decision.assessment.first_day, decision.assessment.last_day
    query = select(ViolationRow.clause_id).where(
        ViolationRow.creator_id == creator_id,
        ViolationRow.decision_id != decision.decision_id,
        ViolationRow.active,
        ViolationRow.day.between(first, last + (last - first)),
    )
    return set(session.scalars(query))


def deactivate_violations(session: Session, decision_id: str) -> None:
    """Deactivates all violations of the decision."""
    session.execute(update(ViolationRow).where(ViolationRow.decision_id == decision_id).values(active=False))


def read_row(row: DecisionRow) -> StoredDecision:
    """Raises StoreDamaged if the row does not hold a valid case and decision."""
    try:
        return StoredDecision(Case.model_validate(row.case), Decision.model_validate(row.decision))
    except ValidationError as error:
        raise StoreDamaged(
            f"decision {row.decision_id} cannot be read, it was changed by hand or by another version of Clausewise "
            f"({error.error_count()} errors): restore a backup of the database"
        ) from error
