"""When a call is sent again, and after how long."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from clausewise_client.call import Call

REFUSED_UNREAD = {429, 503}  # the service says so before it does anything
MAYBE_DONE = {408, 500, 502, 504}


@dataclass(frozen=True)
class RetryPolicy:
    """`attempts`: 1 never repeats. The wait doubles from `first_seconds` to `max_seconds`, less a random part of up to
    a half, so that callers do not come back together. The service's `Retry-After` counts instead where it is longer;
    beyond `max_retry_after` the caller gets the problem. `draw` gives numbers between 0 and 1."""

    attempts: int = 4
    first_seconds: float = 0.5
    max_seconds: float = 30.0
    max_retry_after: float = 120.0
    draw: Callable[[], float] = random.random

    def seconds_after_answer(self, call: Call, attempt: int, status: int, headers: Mapping[str, str]) -> float | None:
        """The wait before the next attempt; None: the answer is final. `attempt` counts from 1."""
        again = status in REFUSED_UNREAD or (status in MAYBE_DONE and call.is_repeatable)
        asked = _seconds(headers.get("retry-after"))
        if not again or attempt >= self.attempts or asked > self.max_retry_after:
            return None
        return max(asked, self._backoff(attempt))

    def seconds_after_failure(self, call: Call, attempt: int, *, was_sent: bool) -> float | None:
        """Likewise where no answer came. `was_sent`: the service may have acted."""
        if attempt >= self.attempts or (was_sent and not call.is_repeatable):
            return None
        return self._backoff(attempt)

    def _backoff(self, attempt: int) -> float:
        longest = min(self.first_seconds * 2.0 ** (attempt - 1), self.max_seconds)
        return longest * (1 - self.draw() / 2)


def _seconds(text: str | None) -> float:
    """The API writes whole seconds; a date, which a proxy may write, counts as not given."""
    return float(text) if text is not None and text.strip().isdecimal() else 0.0
