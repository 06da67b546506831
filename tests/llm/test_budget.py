"""A budget is never exceeded, even by threads; a reservation is replaced when the real count is known."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from domain.usage import Usage
from llm.budget import CaseBudget
from llm.errors import LlmError, LlmErrorKind
from llm.options import BudgetLimits, LlmOptions, Price
from llm.tokens import TokenCounts, estimate_tokens, reported_count, reported_tokens


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def error_kind(budget: CaseBudget, tokens: int = 0) -> LlmErrorKind:
    with pytest.raises(LlmError) as raised:
        budget.reserve("m", tokens)
    return raised.value.kind


def test_reserved_tokens_count_until_they_are_settled() -> None:
    budget = CaseBudget(BudgetLimits(max_tokens=100))
    budget.reserve("m", 60)
    assert error_kind(budget, 41) == LlmErrorKind.OVER_BUDGET
    budget.settle("m", 60, TokenCounts(10, 0, 5))
    budget.reserve("m", 85)
    assert error_kind(budget, 1) == LlmErrorKind.OVER_BUDGET


def test_threads_share_the_limit_of_calls() -> None:
    budget = CaseBudget(BudgetLimits(max_requests=50))

    def call(_: int) -> bool:
        try:
            budget.reserve("m", 1)
        except LlmError:
            return False
        budget.settle("m", 1, TokenCounts(1))
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(call, range(200))) == 50
    assert budget.usage(LlmOptions()) == Usage(calls=50, input_tokens=50, cost=None, unpriced=("m",))


def test_no_call_starts_after_the_time_is_used_up() -> None:
    clock = Clock()
    budget = CaseBudget(BudgetLimits(max_seconds=5), clock)
    clock.now += 4
    assert budget.remaining_s() == 1
    budget.check_time()
    clock.now += 2
    assert budget.remaining_s() == 0
    assert error_kind(budget) == LlmErrorKind.TIMED_OUT


def test_usage_adds_up_over_models() -> None:
    budget = CaseBudget(BudgetLimits())
    for model, used in (("a", TokenCounts(100, 50, 10)), ("b", TokenCounts(200))):
        budget.reserve(model, 9)
        budget.settle(model, 9, used, metered=model == "a")
    prices = {"a": Price(input=1, cached=0, output=5), "b": Price(input=2, output=0)}
    assert budget.usage(LlmOptions(prices=prices, currency="EUR")) == Usage(
        calls=2, input_tokens=300, cached_tokens=50, output_tokens=10, cost=0.0005, currency="EUR", unmetered=1
    )


@pytest.mark.parametrize("value", [None, -1, True, 1.5, "12", [], {}])
def test_a_value_that_is_no_count_counts_as_zero(value: Any) -> None:
    assert reported_count(value) == 0


def test_cached_tokens_never_exceed_input_tokens() -> None:
    assert reported_tokens(10, 99, 1) == TokenCounts(10, 10, 1)
    assert reported_tokens(None, 5, None) is None


@pytest.mark.parametrize(("texts", "expected"), [((), 0), (("",), 0), (("a",), 1), (("abcd",), 1), (("abc", "de"), 2)])
def test_four_characters_are_estimated_as_one_token(texts: tuple[str, ...], expected: int) -> None:
    assert estimate_tokens(*texts) == expected


def test_share_leaves_the_rest_for_later() -> None:
    clock = Clock()
    budget = CaseBudget(BudgetLimits(max_requests=5, max_tokens=1_000, max_seconds=60), clock)
    budget.reserve("m", 200)
    with budget.share(0.5, "the search"):
        assert budget.remaining_s() == 30
        budget.reserve("m", 400)
        with pytest.raises(LlmError, match="the search may send language models no more than 600 tokens"):
            budget.reserve("m", 1)
        budget.reserve("m", 0)
        with pytest.raises(LlmError, match="the search may send language models no more than 3 requests"):
            budget.reserve("m", 0)
        clock.now += 31
        with pytest.raises(LlmError, match="the 30 s of the search for language models are used up"):
            budget.check_time()
    assert budget.remaining_s() == 29
    budget.reserve("m", 400)
    with pytest.raises(LlmError, match="this case may send language models no more than 1000 tokens"):
        budget.reserve("m", 1)


def test_share_ends_with_an_error_in_the_block() -> None:
    budget = CaseBudget(BudgetLimits(max_requests=2))
    with pytest.raises(LlmError), budget.share(0.0, "the search"):
        budget.reserve("m", 0)
    budget.reserve("m", 0)
    budget.reserve("m", 0)
