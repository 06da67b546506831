"""Judge inputs and clauses written by hand."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from agent.judges.base import JudgeInput
from domain.case import Case
from domain.clause import Clause, ClauseKind
from domain.evidence import Evidence
from domain.signals import CreatorSignals, SignalCondition, SignalReading
from retrieval.index import RowSimilarity

AS_OF = date(2026, 6, 1)
NO_VECTORS = np.zeros((0, 2), dtype=np.float32)


def make_rule(clause_id: str, **fields: Any) -> Clause:
    return Clause.model_validate(
        {"id": clause_id, "policy_id": "p", "version": "1", "title": clause_id, "text": f"Words of {clause_id}."}
        | {"kind": ClauseKind.RULE}
        | fields
    )


def make_reading(signals: CreatorSignals | None = None) -> SignalReading:
    condition = SignalCondition.NO_CREATOR if signals is None else SignalCondition.KNOWN
    return SignalReading(condition=condition, source="test", signals=signals)


def make_judge_input(case: Case, clauses: Sequence[Clause], signals: CreatorSignals | None = None) -> JudgeInput:
    """Without segments, for judges that read no content."""
    evidence = Evidence(signals=make_reading(signals))
    return JudgeInput(case, AS_OF, (), NO_VECTORS, RowSimilarity(NO_VECTORS), {c.id: c for c in clauses}, evidence)
