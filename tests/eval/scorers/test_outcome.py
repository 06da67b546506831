import pytest

from domain.verdict import Outcome
from tests.eval.scorers.decisions import decision, label, score_values

VIOLATION, NO_VIOLATION, REVIEW = Outcome


@pytest.mark.parametrize(
    ("gold", "predicted", "outcome", "missed", "false_positive"),
    [
        (VIOLATION, VIOLATION, 1, 0, None),
        (VIOLATION, NO_VIOLATION, 0, 1, None),
        (VIOLATION, REVIEW, 0, 0, None),
        (VIOLATION, None, 0, 1, None),
        (NO_VIOLATION, VIOLATION, 0, None, 1),
        (NO_VIOLATION, NO_VIOLATION, 1, None, 0),
        (NO_VIOLATION, REVIEW, 0, None, 0),
        (NO_VIOLATION, None, 0, None, None),
        (REVIEW, REVIEW, 1, None, None),
        (REVIEW, NO_VIOLATION, 0, None, None),
        (None, VIOLATION, None, None, None),
    ],
)
def test_outcome_missed_violation_and_false_positive_are_scored(
    gold: Outcome | None,
    predicted: Outcome | None,
    outcome: float | None,
    missed: float | None,
    false_positive: float | None,
) -> None:
    labelled = label(gold, *(["P-1"] if gold is VIOLATION else []))
    values = score_values(labelled, decision(predicted) if predicted else None)
    assert [values[name] for name in ("outcome", "missed_violation", "false_positive")] == [
        outcome,
        missed,
        false_positive,
    ]
