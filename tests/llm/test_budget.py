"""No budget is overdrawn, not by threads either; what was held back returns when the count is known."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.usage import Usage
from llm.budget import CaseBudget
from llm.errors import Failing, LlmError
from llm.options import Budget, Price
from llm.usage import Tokens


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def kind(ledger: CaseBudget, held: int = 0) -> Failing:
    with pytest.raises(LlmError) as raised:
        ledger.admit("m", held)
    return raised.value.kind


def test_what_is_under_way_is_held_back() -> None:
    ledger = CaseBudget(Budget(tokens=100))
    ledger.admit("m", 60)
    assert kind(ledger, 41) == Failing.OVER_BUDGET
    ledger.settle("m", 60, Tokens(10, 0, 5))
    ledger.admit("m", 85)
    assert kind(ledger, 1) == Failing.OVER_BUDGET


def test_threads_get_no_more_calls_than_there_are() -> None:
    ledger = CaseBudget(Budget(calls=50))

    def ask(_: int) -> bool:
        try:
            ledger.admit("m", 1)
        except LlmError:
            return False
        ledger.settle("m", 1, Tokens(1))
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(ask, range(200))) == 50
    assert ledger.usage({}, "USD") == Usage(calls=50, input_tokens=50, cost=None, unpriced=("m",))


def test_time_runs_out() -> None:
    clock = Clock()
    ledger = CaseBudget(Budget(seconds=5), clock)
    clock.now += 4
    assert ledger.remaining_s() == 1
    ledger.check_time()
    clock.now += 2
    assert ledger.remaining_s() == 0
    assert kind(ledger) == Failing.TIMED_OUT


def test_two_models_make_one_account() -> None:
    ledger = CaseBudget(Budget())
    for model, spent in (("a", Tokens(100, 50, 10)), ("b", Tokens(200))):
        ledger.admit(model, 9)
        ledger.settle(model, 9, spent, metered=model == "a")
    prices = {"a": Price(input=1, cached=0, output=5), "b": Price(input=2, output=0)}
    assert ledger.usage(prices, "EUR") == Usage(
        calls=2, input_tokens=300, cached_tokens=50, output_tokens=10, cost=0.0005, currency="EUR", unmetered=1
    )
