"""A token bucket per caller: a steady request rate with bursts.

The `limits` package counts windows of whole seconds only: it has no bucket that refills between requests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

MAX_CALLERS = 10_000


@dataclass
class RateLimiter:
    """`rate` tokens per second flow into a caller's bucket of `burst` tokens. Each request takes one token."""

    rate: float
    burst: int
    clock: Callable[[], float] = monotonic
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)  # caller: tokens, at which time
    _lock: Lock = field(default_factory=Lock)

    def take(self, caller_id: str) -> float:
        """Takes a token and returns 0, or returns the seconds until the next token."""
        now = self.clock()
        with self._lock:
            tokens, since = self._buckets.pop(caller_id, (float(self.burst), now))
            tokens = min(self.burst, tokens + (now - since) * self.rate)
            wait = 0.0 if tokens >= 1 else (1 - tokens) / self.rate
            self._buckets[caller_id] = (tokens if wait else tokens - 1, now)
            if len(self._buckets) > MAX_CALLERS:  # drop the caller that has been idle longest
                del self._buckets[next(iter(self._buckets))]
        return wait
