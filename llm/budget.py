"""What one case has used of language models, and what it may still use."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from domain.usage import Usage
from llm.errors import LlmError, LlmErrorKind
from llm.options import BudgetLimits, LlmOptions

CHARS_PER_TOKEN = 4


@dataclass(frozen=True)
class TokenCounts:
    """`cached` is the part of `input` that the server had in its cache."""

    input: int = 0
    cached: int = 0
    output: int = 0

    def __add__(self, other: "TokenCounts") -> "TokenCounts":
        return TokenCounts(self.input + other.input, self.cached + other.cached, self.output + other.output)

    @property
    def total(self) -> int:
        return self.input + self.output


class CaseBudget:
    """The time starts when this is created. A request reserves an estimate of its tokens, which is replaced by the
    real count when the answer arrives. Safe to share between threads."""

    def __init__(self, limits: BudgetLimits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._end = clock() + limits.max_seconds
        self._lock = Lock()
        self._calls = 0
        self._reserved = 0
        self._unmetered = 0
        self._used: dict[str, TokenCounts] = {}

    def remaining_s(self) -> float:
        return max(0.0, self._end - self._clock())

    def check_time(self) -> None:
        if not self.remaining_s():
            raise LlmError(
                LlmErrorKind.TIMED_OUT,
                f"the case's {self._limits.max_seconds:g} s for language models are used up: "
                "raise CLAUSEWISE_LLM__BUDGET__MAX_SECONDS or use a faster model",
            )

    def reserve(self, model: str, tokens: int) -> None:
        """Counts a call. Raises `LlmError` if the case may not make it."""
        self.check_time()
        with self._lock:
            if self._calls >= self._limits.max_requests:
                raise _over_budget(f"{self._limits.max_requests} requests", "MAX_REQUESTS")
            if tokens + self._reserved + self._used_tokens() > self._limits.max_tokens:
                raise _over_budget(f"{self._limits.max_tokens} tokens", "MAX_TOKENS")
            self._calls += 1
            self._reserved += tokens
            self._used.setdefault(model, TokenCounts())

    def settle(self, model: str, reserved: int, used: TokenCounts, *, metered: bool = True) -> None:
        """Replaces a reservation. `metered` is False if `used` is an estimate."""
        with self._lock:
            self._reserved -= reserved
            self._used[model] += used
            self._unmetered += not metered

    def usage(self, options: LlmOptions) -> Usage:
        from llm.prices import total_cost

        with self._lock:
            tokens = sum(self._used.values(), TokenCounts())
            cost, unpriced = total_cost(self._used, options)
            return Usage(
                calls=self._calls,
                input_tokens=tokens.input,
                cached_tokens=tokens.cached,
                output_tokens=tokens.output,
                cost=cost,
                currency=options.currency,
                unpriced=unpriced,
                unmetered=self._unmetered,
            )

    def _used_tokens(self) -> int:
        return sum(tokens.total for tokens in self._used.values())


def _over_budget(limit: str, setting: str) -> LlmError:
    return LlmError(
        LlmErrorKind.OVER_BUDGET,
        f"this case may send language models no more than {limit}: raise CLAUSEWISE_LLM__BUDGET__{setting}",
    )


def estimate_tokens(*texts: str) -> int:
    """For texts that no tokenizer has counted."""
    return -(-sum(map(len, texts)) // CHARS_PER_TOKEN)


def reported_count(value: object) -> int:
    """A number of tokens as a server reports it; 0 if it is not a positive integer."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def reported_tokens(input_tokens: object, cached_tokens: object, output_tokens: object) -> TokenCounts | None:
    """None if the server reported no tokens."""
    read, written = reported_count(input_tokens), reported_count(output_tokens)
    return TokenCounts(read, min(reported_count(cached_tokens), read), written) if read or written else None
