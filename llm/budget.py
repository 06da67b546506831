"""The model budget of one case: limits for requests, tokens and time, and what is used."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from domain.usage import Usage
from llm.errors import LlmError, LlmErrorKind
from llm.options import BudgetLimits, LlmOptions
from llm.tokens import TokenCounts, total_cost


class CaseBudget:
    """The time starts when this is created. A request reserves an estimate of its tokens, which is replaced by the
    real count when the answer arrives. Safe to share between threads."""

    def __init__(self, limits: BudgetLimits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._end = clock() + limits.max_seconds
        self._user = "this case"
        self._lock = Lock()
        self._calls = 0
        self._reserved = 0
        self._unmetered = 0
        self._flex_answers = 0
        self._used: dict[str, TokenCounts] = {}
        self._at_flex: dict[str, TokenCounts] = {}

    def remaining_s(self) -> float:
        return max(0.0, self._end - self._clock())

    @contextmanager
    def share(self, part: float, user: str) -> Iterator[None]:
        """In the block, requests may use this part of what is left; the rest is kept for later. `user` is named in
        errors. Blocks of one case do not overlap."""
        with self._lock:
            whole, end, now = self._limits, self._end, self._clock()
            tokens = self._used_tokens() + self._reserved
            self._limits = whole.model_copy(
                update={
                    "max_requests": self._calls + int((whole.max_requests - self._calls) * part),
                    "max_tokens": tokens + int((whole.max_tokens - tokens) * part),
                    "max_seconds": max(0.0, end - now) * part,
                }
            )
            self._end, self._user = now + self._limits.max_seconds, user
        try:
            yield
        finally:
            self._limits, self._end, self._user = whole, end, "this case"

    def check_time(self) -> None:
        if not self.remaining_s():
            raise LlmError(
                LlmErrorKind.TIMED_OUT,
                f"the {self._limits.max_seconds:.3g} s of {self._user} for language models are used up: "
                "raise CLAUSEWISE_LLM__BUDGET__MAX_SECONDS or use a faster model",
            )

    def reserve(self, model: str, tokens: int) -> None:
        """Counts a call. Raises `LlmError` if the case may not make it."""
        self.check_time()
        with self._lock:
            if self._calls >= self._limits.max_requests:
                raise self._over_budget(f"{self._limits.max_requests} requests", "MAX_REQUESTS")
            if tokens + self._reserved + self._used_tokens() > self._limits.max_tokens:
                raise self._over_budget(f"{self._limits.max_tokens} tokens", "MAX_TOKENS")
            self._calls += 1
            self._reserved += tokens
            self._used.setdefault(model, TokenCounts())

    def settle(
        self, model: str, reserved: int, used: TokenCounts, *, metered: bool = True, at_flex: bool = False
    ) -> None:
        """Replaces a reservation. `metered` is False if `used` is an estimate; `at_flex`: it has the lower price."""
        with self._lock:
            self._reserved -= reserved
            priced = self._at_flex if at_flex else self._used
            priced[model] = priced.get(model, TokenCounts()) + used
            self._unmetered += not metered
            self._flex_answers += at_flex

    def usage(self, options: LlmOptions) -> Usage:
        with self._lock:
            tokens = sum((*self._used.values(), *self._at_flex.values()), TokenCounts())
            cost, unpriced = total_cost(self._used, options, self._at_flex)
            return Usage(
                calls=self._calls,
                input_tokens=tokens.input,
                cached_tokens=tokens.cached,
                output_tokens=tokens.output,
                cost=cost,
                currency=options.currency,
                unpriced=unpriced,
                unmetered=self._unmetered,
                flex_answers=self._flex_answers,
            )

    def _used_tokens(self) -> int:
        return sum(tokens.total for tokens in (*self._used.values(), *self._at_flex.values()))

    def _over_budget(self, limit: str, setting: str) -> LlmError:
        return LlmError(
            LlmErrorKind.OVER_BUDGET,
            f"{self._user} may send language models no more than {limit}: raise CLAUSEWISE_LLM__BUDGET__{setting}",
        )
