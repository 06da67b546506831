"""How much a caller may ask: a bucket of tokens a key."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

MOST_CALLERS = 10_000


@dataclass
class Buckets:
    """`rate` tokens a second flow into a caller's bucket, which holds `burst`; a request takes one."""

    rate: float
    burst: int
    clock: Callable[[], float] = monotonic
    _full: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, caller: str) -> float:
        """Seconds to wait for a token; 0: it was there, and is taken."""
        now = self.clock()
        with self._lock:
            tokens, since = self._full.pop(caller, (float(self.burst), now))
            tokens = min(self.burst, tokens + (now - since) * self.rate)
            wait = 0.0 if tokens >= 1 else (1 - tokens) / self.rate
            self._full[caller] = (tokens if wait else tokens - 1, now)
            if len(self._full) > MOST_CALLERS:  # the one that asked longest ago has a full bucket again
                del self._full[next(iter(self._full))]
        return wait
