"""Work has an end, and says what came of it."""

from threading import Event

import pytest

from llm.deadline import within


def test_the_outcome_is_handed_over() -> None:
    assert within(5, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 / 0)


def test_nobody_waits_for_work_that_does_not_end() -> None:
    ended = Event()
    with pytest.raises(TimeoutError):
        within(0.01, ended.wait)
    ended.set()
