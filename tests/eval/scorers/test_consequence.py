import pytest

from domain.consequence import Consequence, ConsequenceStatus
from domain.ladder import EnforcementAction
from domain.verdict import Outcome
from tests.eval.scorers.decisions import decision, label, score_values

VIOLATION = Outcome.VIOLATION


@pytest.mark.parametrize(
    ("action", "points", "total", "value"),
    [
        (EnforcementAction.WARNING, 2, 6, 1),
        (EnforcementAction.EDUCATION, 2, 6, 0),
        (EnforcementAction.WARNING, 3, 6, 0),
        (EnforcementAction.WARNING, 2, 5, 0),
    ],
)
def test_action_and_points_are_compared_with_the_label(
    action: EnforcementAction, points: int, total: int, value: float
) -> None:
    labelled = label(VIOLATION, "P-1", consequence={"action": EnforcementAction.WARNING, "points": 2, "total": 6})
    given = Consequence(
        status=ConsequenceStatus.RECOMMENDED, reason="So.", action=action, points_case=points, points_total=total
    )
    assert score_values(labelled, decision(VIOLATION, consequence=given))["consequence"] == value
    assert score_values(labelled, None)["consequence"] == 0
    assert score_values(label(VIOLATION, "P-1"), decision(VIOLATION, consequence=given))["consequence"] is None
