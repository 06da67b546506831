"""When a failed request is sent again: exponential backoff with full jitter, or the time that the server asks for."""

import math
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential

T = TypeVar("T")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class TransientError(Exception):
    """A failure that another attempt may not have. `retry_after_s` is the delay that the server asks for."""

    retry_after_s: float | None = None


@dataclass(frozen=True)
class RetryPolicy:
    """The wait after attempt n is uniform in [0, min(max_wait_s, first_wait_s * 2**(n - 1))] (full jitter, as in Marc
    Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). A delay that the server asks for replaces
    it, up to `max_retry_after_s`. `draw` gives numbers uniform in [0, 1)."""

    max_attempts: int
    first_wait_s: float
    max_wait_s: float
    max_retry_after_s: float = math.inf
    sleep: Callable[[float], None] = time.sleep
    draw: Callable[[], float] = random.random

    def run(self, attempt: Callable[[], T], remaining_s: Callable[[], float]) -> T:
        """Repeats `attempt` while it raises `TransientError`. Raises the last one when the attempts are used up, or
        when the next wait would take all of `remaining_s`."""

        def is_last(state: RetryCallState) -> bool:
            return state.attempt_number >= self.max_attempts or state.upcoming_sleep >= remaining_s()

        retrying = Retrying(
            retry=retry_if_exception_type(TransientError),
            stop=is_last,
            wait=self._wait_s,
            sleep=self.sleep,
            reraise=True,
        )
        return retrying(attempt)

    def _wait_s(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, TransientError) and error.retry_after_s is not None:
            return min(self.max_retry_after_s, error.retry_after_s)
        return self.draw() * wait_exponential(multiplier=self.first_wait_s, max=self.max_wait_s)(state)


def parse_retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The seconds, never negative, in `retry-after-ms` (OpenAI) or `retry-after` (RFC 9110, 10.2.3: a number or a
    date). None if neither can be read. `headers` are case-insensitive or in lower case."""
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        if _NUMBER.fullmatch(value):
            return max(0.0, float(value) * unit_s)
    try:
        date = parsedate_to_datetime(headers.get("retry-after", ""))
    except (ValueError, OverflowError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (date - (now or datetime.now(UTC))).total_seconds())
