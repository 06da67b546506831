"""A slot is free again whatever became of who had it, and waiting for one has an end."""

import pytest

from llm.concurrency import Throttle
from llm.errors import Failing, LlmError


def test_without_a_free_slot_the_wait_ends_in_a_failure() -> None:
    throttle = Throttle(1)
    with throttle.slot(0), pytest.raises(LlmError) as raised, throttle.slot(0.01):
        pass
    assert raised.value.kind == Failing.TIMED_OUT


def test_a_slot_is_given_back_by_who_fails() -> None:
    throttle = Throttle(1)
    with pytest.raises(ZeroDivisionError), throttle.slot(0):
        raise ZeroDivisionError
    with throttle.slot(0):
        pass
