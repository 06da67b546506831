"""Outcome, the two harms, violated sets, exceptions and measures, scored on decisions written by hand."""

import pytest

from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision
from domain.finding import FindingStatus
from domain.ladder import EnforcementAction
from domain.verdict import Outcome
from tests.eval.scorers.decisions import CURE, decision, finding, label, scored

YES, NO, PERSON = Outcome.VIOLATION, Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW
EXEMPTED = FindingStatus.EXEMPTED
BROKEN = decision(YES, finding("P-1", FindingStatus.VIOLATED, CURE))


@pytest.mark.parametrize(
    ("gold", "said", "outcome", "missed", "alarm"),
    [
        (YES, YES, 1, 0, None),
        (YES, NO, 0, 1, None),
        (YES, PERSON, 0, 0, None),
        (YES, None, 0, 1, None),
        (NO, YES, 0, None, 1),
        (NO, NO, 1, None, 0),
        (NO, PERSON, 0, None, 0),
        (NO, None, 0, None, None),
        (PERSON, PERSON, 1, None, None),
        (PERSON, NO, 0, None, None),
        (None, YES, None, None, None),
    ],
)
def test_outcomes_and_harms(
    gold: Outcome | None, said: Outcome | None, outcome: float | None, missed: float | None, alarm: float | None
) -> None:
    found = scored(label(gold, *(["P-1"] if gold is YES else [])), decision(said) if said else None)
    assert (found["outcome"], found["missed_violation"], found["false_alarm"]) == (outcome, missed, alarm)


@pytest.mark.parametrize(
    ("gold", "said", "exact", "jaccard"),
    [
        (("P-1",), ("P-1",), 1, 1),
        (("P-1",), ("P-1", "P-2"), 0, 1 / 2),
        (("P-1", "P-2", "P-3"), ("P-2", "P-3", "P-4"), 0, 2 / 4),
        (("P-1",), (), 0, 0),
    ],
)
def test_violated_sets(gold: tuple[str, ...], said: tuple[str, ...], exact: float, jaccard: float) -> None:
    found = scored(label(YES, *gold), decision(YES, *map(finding, said)))
    assert (found["violated_set_exact"], found["violated_set_jaccard"]) == (exact, jaccard)


def test_another_right_set_is_right_and_an_error_is_wrong() -> None:
    either = label(YES, "P-1", alternatives=[["P-2", "P-3"]])
    other = scored(either, decision(YES, finding("P-2"), finding("P-3")))
    assert (other["violated_set_exact"], other["violated_set_jaccard"], other["citation_precision"]) == (1, 1, 1)
    error = scored(either, None)
    assert (error["violated_set_exact"], error["violated_set_jaccard"], error["citation_recall"]) == (0, 0, 0)
    assert scored(label(NO), BROKEN)["violated_set_exact"] is None


@pytest.mark.parametrize(
    ("wanted", "decided", "value"),
    [
        ("X-1", decision(NO, finding("P-1", EXEMPTED, exception="X-1")), 1),
        ("X-1", decision(NO, finding("P-1", EXEMPTED, exception="X-2")), 0),
        ("X-1", decision(YES, finding("P-1", exception="X-1")), 0),  # weighed, and not granted
        ("X-1", None, 0),
        (None, decision(NO, finding("P-1", EXEMPTED, exception="X-1")), 0),
        (None, decision(NO, finding("P-1", FindingStatus.SATISFIED)), None),
    ],
)
def test_exceptions(wanted: str | None, decided: Decision | None, value: float | None) -> None:
    assert scored(label(NO, exception=wanted), decided)["exception"] == value


@pytest.mark.parametrize(
    ("measure", "points", "total", "value"),
    [
        (EnforcementAction.WARNING, 2, 6, 1),
        (EnforcementAction.EDUCATION, 2, 6, 0),
        (EnforcementAction.WARNING, 3, 6, 0),
        (EnforcementAction.WARNING, 2, 5, 0),
    ],
)
def test_measures(measure: EnforcementAction, points: int, total: int, value: float) -> None:
    labelled = label(YES, "P-1", consequence={"measure": EnforcementAction.WARNING, "points": 2, "total": 6})
    due = Consequence(
        status=ConsequenceStatus.RECOMMENDED, reason="So.", action=measure, points_case=points, points_total=total
    )
    assert scored(labelled, decision(YES, consequence=due))["consequence"] == value
    assert scored(labelled, None)["consequence"] == 0
    assert scored(label(YES, "P-1"), decision(YES, consequence=due))["consequence"] is None
