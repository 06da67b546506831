from threading import Event

import pytest

from net.deadline import run_within


def test_result_and_exception_are_passed_on() -> None:
    assert run_within(5, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        run_within(5, lambda: 1 // 0)


def test_work_that_does_not_end_is_abandoned() -> None:
    ended = Event()
    with pytest.raises(TimeoutError):
        run_within(0.01, ended.wait)
    ended.set()
