"""What figures are made of: the little of a result that they need, so that ten thousand cases fit in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.finding import FindingStatus
from domain.usage import Usage
from domain.verdict import Outcome
from eval.dataset.labelled_case import Gold
from eval.runs.prediction import Answer
from eval.runs.result import Result


@dataclass(frozen=True)
class Row:
    """`answer.outcome` None: an error. `probability` is of anything being broken, `turn` where it is the better call;
    both None where nothing was decided. `judged` is False where only retrieval was asked."""

    case_id: str
    repeat: int
    group: str
    gold: Gold
    answer: Answer
    judged: bool
    probability: float | None
    turn: float | None
    clauses: frozenset[str]
    facets: dict[str, tuple[str, ...]]
    labels: dict[str, str]
    must_pass: bool
    scores: dict[str, float]
    usage: Usage
    latency_ms: float

    @property
    def right(self) -> bool:
        return self.answer.outcome is self.gold.outcome


def row_of(result: Result) -> Row:
    decision = result.decision
    verdict = decision.verdict if decision else None
    findings = verdict.findings if verdict else ()
    violated = frozenset(f.clause_id for f in findings if f.status is FindingStatus.VIOLATED)
    return Row(
        case_id=result.case_id,
        repeat=result.repeat,
        group=result.group or f"case {result.case_id}",
        gold=result.gold,
        answer=Answer(verdict.outcome if verdict else None, violated, result.error),
        judged=result.gold.outcome is not None and (verdict is not None or result.error is not None),
        probability=verdict.probability if verdict else None,
        turn=verdict.threshold if verdict else None,
        clauses=violated | frozenset(result.gold.violated),
        facets=_facets(result),
        labels=result.labels,
        must_pass=result.must_pass,
        scores={score.name: score.value for score in result.scores if score.value is not None},
        usage=decision.trace.usage if decision else Usage(),
        latency_ms=result.latency_ms,
    )


def _facets(result: Result) -> dict[str, tuple[str, ...]]:
    """By which the cases are sliced; a case may be in several slices of one facet."""
    return {
        "tag": tuple(sorted(tag.value for tag in result.tags)),
        "market": (result.market or "none",),
        "language": (result.language or "not told",),
        "tier": (result.tier or "not known",),
        "channel": result.channels,
        "clause": tuple(sorted(result.gold.violated)),
    }


def groups_of(rows: Sequence[Row]) -> NDArray[np.int64]:
    """A number a row, from 0; cases of one group, and repeats of one case, share it."""
    first: dict[str, int] = {}
    return np.array([first.setdefault(row.group, len(first)) for row in rows], dtype=np.int64)


def judged(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.judged and isinstance(row.gold.outcome, Outcome)]
