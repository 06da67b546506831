"""A decision put into its row, and read back from it."""

from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import Connection, insert

from domain.case import Case
from domain.decision import Decision
from domain.finding import FindingStatus
from store.errors import StoreDamaged
from store.schema import DecisionClauseRow, DecisionRow, table

DECISION, VIOLATED = insert(table(DecisionRow)), insert(table(DecisionClauseRow))


@dataclass(frozen=True)
class Record:
    case: Case
    decision: Decision

    @property
    def violated(self) -> tuple[str, ...]:
        """The ids of the clauses found violated, in order."""
        findings = self.decision.verdict.findings
        return tuple(sorted({f.clause_id for f in findings if f.status is FindingStatus.VIOLATED}))


def insert_record(connection: Connection, record: Record) -> None:
    """Raises IntegrityError where the id is there already."""
    case, decision = record.case, record.decision
    values = {
        "decision_id": decision.decision_id,
        "case_id": case.id,
        "creator_id": case.creator_id,
        "decided_at": decision.decided_at,
        "outcome": decision.verdict.outcome.value,
        "confidence": decision.verdict.confidence,
        "summary": decision.verdict.summary,
        "case": case,
        "decision": decision,
    }
    connection.execute(DECISION, values)
    if record.violated:
        names = ({"decision_id": decision.decision_id, "clause_id": clause_id} for clause_id in record.violated)
        connection.execute(VIOLATED, [*names])


def kept(row: DecisionRow) -> Record:
    """Raises StoreDamaged where the row holds no decision of ours."""
    try:
        return Record(Case.model_validate(row.case), Decision.model_validate(row.decision))
    except ValidationError as error:
        raise StoreDamaged(
            f"decision {row.decision_id} cannot be read back, it was changed by hand or by another Clausewise "
            f"({error.error_count()} faults): put a backup of the record in its place"
        ) from error
