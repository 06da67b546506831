"""The cases that a metric counts against a run."""

from collections.abc import Callable, Mapping, Sequence

from domain.verdict import Outcome
from eval.runs.summary_rows import SummaryRow


def is_missed(row: SummaryRow) -> bool:
    return row.gold.outcome is Outcome.VIOLATION and row.prediction.outcome is Outcome.NO_VIOLATION


def is_false_positive(row: SummaryRow) -> bool:
    return row.gold.outcome is Outcome.NO_VIOLATION and row.prediction.outcome is Outcome.VIOLATION


def is_other_set(row: SummaryRow) -> bool:
    """A violation whose clauses are labelled and were not found exactly."""
    labelled = row.gold.outcome is Outcome.VIOLATION and bool(row.gold.violated)
    return labelled and row.prediction.violated not in row.gold.accepted_sets


def is_wrong(row: SummaryRow) -> bool:
    return row.judged and not row.correct


FAULTS: Mapping[str, Callable[[SummaryRow], bool]] = {
    "missed_violation_rate": is_missed,
    "false_positive_rate": is_false_positive,
    "exact_set": is_other_set,
}


def faulty_cases(metric: str, rows: Sequence[SummaryRow]) -> tuple[str, ...]:
    """The ids of the cases that a metric of `FAULTS` counts; none for another metric."""
    fault = FAULTS.get(metric)
    return tuple(dict.fromkeys(row.case_id for row in rows if fault and fault(row)))


def worse_cases(metric: str, before: Sequence[SummaryRow], after: Sequence[SummaryRow]) -> tuple[str, ...]:
    """The ids of the cases that the metric counts against `after` and not against `before`. A metric of retrieval is
    worse where its score is lower."""
    old = {(row.case_id, row.repeat): row for row in before}
    pairs = ((old[key], row) for row in after if (key := (row.case_id, row.repeat)) in old)
    return tuple(dict.fromkeys(row.case_id for one, row in pairs if _is_worse(metric, one, row)))


def _is_worse(metric: str, before: SummaryRow, after: SummaryRow) -> bool:
    if metric in before.scores and metric in after.scores:
        return after.scores[metric] < before.scores[metric]
    fault = FAULTS.get(metric, is_wrong)
    return fault(after) and not fault(before)
