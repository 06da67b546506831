from threading import Event

import pytest

from signals.deadline import within


def test_the_outcome_of_work_in_time_is_its_own() -> None:
    assert within(5.0, lambda: "done") == "done"
    with pytest.raises(ZeroDivisionError):
        within(5.0, lambda: 1 // 0)


def test_work_past_its_time_is_given_up() -> None:
    never = Event()
    with pytest.raises(TimeoutError):
        within(0.05, never.wait)
    never.set()
