"""A memory of bounded size and age, for one process: what was used longest ago leaves first."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

MAX_SHARE = 1 / 16  # of the memory, for one value: one huge post does not drive all others out
SWEEPS = 60  # in the time that a value is remembered: it leaves that much later where nobody asks for it

T = TypeVar("T")


@dataclass(frozen=True)
class MemoryCounts:
    """`found` and `missed` since the start; `values` and their estimated `size` in bytes now."""

    found: int
    missed: int
    values: int
    size: int


@dataclass(frozen=True)
class _Stored(Generic[T]):
    value: T
    size: int
    since: float


class BoundedMemory(Generic[T]):
    """Values by key, of `max_size` bytes together, each for `max_seconds`. Threads may share it. A key must hold all
    that its value depends on."""

    def __init__(self, max_size: float, max_seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._max_size, self._max_seconds, self._clock = max_size, max_seconds, clock
        self._stored: OrderedDict[str, _Stored[T]] = OrderedDict()
        self._size = self._found = self._missed = 0
        self._swept = clock()
        self._lock = Lock()

    def find(self, key: str) -> T | None:
        with self._lock:
            self._sweep()
            stored = self._stored.get(key)
            if stored is None or self._is_over(stored):
                self._missed += 1
                return None
            self._found += 1
            self._stored.move_to_end(key)
            return stored.value

    def keep(self, key: str, value: T, size: int) -> None:
        """`size` in bytes, with the key. A value that would take more than `MAX_SHARE` is not remembered."""
        if size > self._max_size * MAX_SHARE:
            return
        with self._lock:
            self._sweep()
            self._drop(key)
            self._stored[key] = _Stored(value, size, self._clock())
            self._size += size
            while self._size > self._max_size:
                self._drop(next(iter(self._stored)))

    def counts(self) -> MemoryCounts:
        with self._lock:
            return MemoryCounts(self._found, self._missed, len(self._stored), self._size)

    def _sweep(self) -> None:
        """Also where the same few values are asked for again and again."""
        if self._clock() - self._swept > self._max_seconds / SWEEPS:
            self._swept = self._clock()
            for key in [key for key, stored in self._stored.items() if self._is_over(stored)]:
                self._drop(key)

    def _is_over(self, stored: _Stored[T]) -> bool:
        return self._clock() - stored.since > self._max_seconds

    def _drop(self, key: str) -> None:
        stored = self._stored.pop(key, None)
        self._size -= stored.size if stored is not None else 0
