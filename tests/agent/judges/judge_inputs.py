"""Briefs and clauses written by hand."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from agent.judges.base import JudgeInput
from domain.case import Case
from domain.clause import Clause, ClauseKind
from domain.evidence import Evidence
from domain.signals import CreatorSignals, SignalCondition, SignalReading

ON = date(2026, 6, 1)
NONE = np.zeros((0, 2), dtype=np.float32)


def rule(name: str, **given: Any) -> Clause:
    return Clause.model_validate(
        {"id": name, "policy_id": "p", "version": "1", "title": name, "text": f"Words of {name}."}
        | {"kind": ClauseKind.RULE}
        | given
    )


def reading(signals: CreatorSignals | None = None) -> SignalReading:
    condition = SignalCondition.NO_CREATOR if signals is None else SignalCondition.KNOWN
    return SignalReading(condition=condition, source="test", signals=signals)


def brief(case: Case, clauses: Sequence[Clause], signals: CreatorSignals | None = None) -> JudgeInput:
    """Without segments: for judges of facts, and for the panel."""
    evidence = Evidence(signals=reading(signals))
    return JudgeInput(case, ON, (), NONE, NONE, {c.id: c for c in clauses}, evidence)
