"""Only what people confirmed, after the time to appeal, is a label."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from signals.labels import DAY, DecisionStates, confirmed

NAN = float("nan")
TODAY = 20_000


def states(**changes: object) -> DecisionStates:
    """One decision of 60 days ago that a person confirmed a day later."""
    values = {
        "creator_id": "c1",
        "post_id": "p1",
        "at": (TODAY - 60) * DAY,
        "outcome": "violation",
        "clause_id": "MIS-1.1",
        "reviewed_at": float((TODAY - 59) * DAY),
        "appealed_at": NAN,
        "closed_at": NAN,
        "appeal_result": None,
    } | changes
    whole = {name: np.array([value], dtype=object) for name, value in values.items()}
    times = {name: whole[name].astype(float) for name in ("reviewed_at", "appealed_at", "closed_at")}
    return DecisionStates(**{**whole, **times, "at": whole["at"].astype(np.int64)})


def is_label(**changes: object) -> bool:
    return bool(confirmed(states(**changes), TODAY)[0])


def test_a_reviewed_decision_is_a_label_after_the_time_to_appeal() -> None:
    assert is_label()
    assert is_label(outcome="no_violation")
    assert not is_label(at=(TODAY - 31) * DAY, reviewed_at=float((TODAY - 20) * DAY))


def test_what_no_person_saw_is_no_label() -> None:
    assert not is_label(reviewed_at=NAN)
    assert not is_label(outcome="needs_review")


def test_appeals() -> None:
    """An open one waits. A closed one is the word of a person; what was overturned is a label of no violation."""
    appealed = {"appealed_at": float((TODAY - 50) * DAY)}
    assert not is_label(**appealed)
    closed = {**appealed, "closed_at": float((TODAY - 40) * DAY), "reviewed_at": NAN}
    assert is_label(**closed, appeal_result="upheld")
    assert is_label(**closed, appeal_result="overturned", outcome="no_violation")
    assert not is_label(**closed, appeal_result="withdrawn")
    assert not states(outcome="no_violation").is_violation[0]


@given(st.integers(0, 200), st.integers(0, 60))
def test_a_label_stays_one(days_later: int, appeal_days: int) -> None:
    decision = replace(states())
    if confirmed(decision, TODAY, appeal_days)[0]:
        assert confirmed(decision, TODAY + days_later, appeal_days)[0]
