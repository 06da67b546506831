"""Handwritten summary rows."""

from typing import Any

from domain.usage import Usage
from domain.verdict import Outcome
from eval.dataset.labelled_case import Gold
from eval.metrics.agreement import Prediction
from eval.runs.summary_rows import SummaryRow

FACETS = ("tag", "market", "language", "tier", "channel", "clause")


def row(
    case_id: str,
    gold: Outcome | None,
    predicted: Outcome | None,
    *,
    repeat: int = 0,
    group: str | None = None,
    probability: float | None = None,
    error: str | None = None,
    must_pass: bool = False,
    scores: dict[str, float] | None = None,
    usage: Usage | None = None,
    **facets: Any,
) -> SummaryRow:
    return SummaryRow(
        case_id=case_id,
        repeat=repeat,
        group=group or f"case {case_id}",
        gold=Gold(outcome=gold),
        prediction=Prediction(predicted, frozenset(), error),
        judged=gold is not None,
        probability=probability,
        threshold=None if probability is None else 0.5,
        clauses=frozenset(),
        facets={name: tuple(facets.get(name, ())) for name in FACETS},
        labels=facets.get("labels", {}),
        must_pass=must_pass,
        scores=scores or {},
        usage=usage or Usage(cost=0.0),
        latency_ms=1.0,
    )
