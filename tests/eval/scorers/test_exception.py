import pytest

from domain.decision import Decision
from domain.finding import FindingStatus
from domain.verdict import Outcome
from tests.eval.scorers.decisions import decision, finding, label, score_values

VIOLATION, NO_VIOLATION = Outcome.VIOLATION, Outcome.NO_VIOLATION
EXEMPTED = FindingStatus.EXEMPTED


@pytest.mark.parametrize(
    ("labelled", "decided", "value"),
    [
        ("X-1", decision(NO_VIOLATION, finding("P-1", EXEMPTED, exception="X-1")), 1),
        ("X-1", decision(NO_VIOLATION, finding("P-1", EXEMPTED, exception="X-2")), 0),
        ("X-1", decision(VIOLATION, finding("P-1", exception="X-1")), 0),  # considered, but not granted
        ("X-1", None, 0),
        (None, decision(NO_VIOLATION, finding("P-1", EXEMPTED, exception="X-1")), 0),
        (None, decision(NO_VIOLATION, finding("P-1", FindingStatus.SATISFIED)), None),
    ],
)
def test_granted_exception_is_compared_with_the_label(
    labelled: str | None, decided: Decision | None, value: float | None
) -> None:
    assert score_values(label(NO_VIOLATION, exception=labelled), decided)["exception"] == value
