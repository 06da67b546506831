"""A kept decision and its row: the one made from the other."""

from dataclasses import dataclass

from pydantic import ValidationError

from domain.case import Case
from domain.decision import Decision
from domain.finding import FindingStatus
from store.errors import StoreDamaged
from store.schema import DecisionRow, ViolatedRow


@dataclass(frozen=True)
class Record:
    case: Case
    decision: Decision

    @property
    def violated(self) -> tuple[str, ...]:
        """The ids of the clauses found violated, in order."""
        findings = self.decision.verdict.findings
        return tuple(sorted({f.clause_id for f in findings if f.status is FindingStatus.VIOLATED}))


def row_of(record: Record) -> DecisionRow:
    case, decision = record.case, record.decision
    return DecisionRow(
        decision_id=decision.decision_id,
        case_id=case.id,
        creator_id=case.creator_id,
        decided_at=decision.decided_at,
        outcome=decision.verdict.outcome.value,
        confidence=decision.verdict.confidence,
        summary=decision.verdict.summary,
        violated=[ViolatedRow(clause_id=clause_id) for clause_id in record.violated],
        case=case.model_dump(mode="json"),
        decision=decision.model_dump(mode="json"),
    )


def kept(row: DecisionRow) -> Record:
    """Raises StoreDamaged where the row holds no decision of ours."""
    try:
        return Record(Case.model_validate(row.case), Decision.model_validate(row.decision))
    except ValidationError as error:
        raise StoreDamaged(
            f"decision {row.decision_id} cannot be read back, it was changed by hand or by another Clausewise "
            f"({error.error_count()} faults): put a backup of the record in its place"
        ) from error
