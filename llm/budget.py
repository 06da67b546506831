"""What one case has asked of models, and what it may still ask; several threads may share it."""

import time
from collections.abc import Callable, Mapping
from threading import Lock

from domain.usage import Usage
from llm.errors import Failing, LlmError
from llm.options import Budget, Price
from llm.usage import Tokens, total


class CaseBudget:
    """The clock starts when the ledger is opened. A question is let in with an estimate of its tokens, which is held
    back from the budget until the true count is known."""

    def __init__(self, budget: Budget, clock: Callable[[], float] = time.monotonic) -> None:
        self._budget = budget
        self._clock = clock
        self._end = clock() + budget.seconds
        self._lock = Lock()
        self._calls = 0
        self._held = 0
        self._unmetered = 0
        self._spent: dict[str, Tokens] = {}

    def remaining_s(self) -> float:
        return max(0.0, self._end - self._clock())

    def check_time(self) -> None:
        if not self.remaining_s():
            raise LlmError(
                Failing.TIMED_OUT,
                f"the case's {self._budget.seconds:g} s for language models are used up: "
                "raise CLAUSEWISE_LLM__BUDGET__SECONDS or take a faster model",
            )

    def admit(self, model: str, held: int) -> None:
        self.check_time()
        with self._lock:
            if self._calls >= self._budget.calls:
                raise _over(f"{self._budget.calls} calls", "CALLS")
            if held + self._held + self._all() > self._budget.tokens:
                raise _over(f"{self._budget.tokens} tokens", "TOKENS")
            self._calls += 1
            self._held += held
            self._spent.setdefault(model, Tokens())

    def settle(self, model: str, held: int, spent: Tokens, *, metered: bool = True) -> None:
        with self._lock:
            self._held -= held
            self._spent[model] += spent
            self._unmetered += not metered

    def usage(self, prices: Mapping[str, Price], currency: str) -> Usage:
        with self._lock:
            tokens, cost, unpriced = total(self._spent, prices)
            return Usage(
                calls=self._calls,
                input_tokens=tokens.input,
                cached_tokens=tokens.cached,
                output_tokens=tokens.output,
                cost=cost,
                currency=currency,
                unpriced=unpriced,
                unmetered=self._unmetered,
            )

    def _all(self) -> int:
        return sum(tokens.all for tokens in self._spent.values())


def _over(what: str, setting: str) -> LlmError:
    return LlmError(
        Failing.OVER_BUDGET,
        f"this case would ask more of language models than its {what}: raise CLAUSEWISE_LLM__BUDGET__{setting}",
    )
