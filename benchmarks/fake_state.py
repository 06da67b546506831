"""The settings of the fake server, and counts of its requests."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from threading import Condition
from typing import Any


@dataclass
class State:
    """`slots`: how many requests it answers at once, 0 for no limit. `times`: how many requests meet the fault, -1 for
    all. `delay` is in seconds."""

    delay: float = 0.0
    slots: int = 0
    fault: str = ""
    times: int = -1
    requests: int = 0
    in_progress: int = 0
    max_concurrent: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    requests_by_path: dict[str, int] = field(default_factory=dict)


class RequestTracker:
    """Tracks every request. It is shared by threads."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._changed = Condition()

    def snapshot(self) -> dict[str, Any]:
        with self._changed:
            return asdict(self._state)

    def update(self, values: dict[str, Any]) -> None:
        with self._changed:
            for name, value in values.items():
                setattr(self._state, name, type(getattr(self._state, name))(value))
            self._changed.notify_all()

    def count_tokens(self, tokens: int, cached: int) -> None:
        with self._changed:
            self._state.input_tokens += tokens
            self._state.cached_tokens += cached

    @contextmanager
    def serving(self, path: str) -> Iterator[str]:
        """Waits for a slot and for the delay. Yields the fault that the request meets, empty for none."""
        with self._changed:
            self._changed.wait_for(lambda: not self._state.slots or self._state.in_progress < self._state.slots)
            delay, fault = self._state.delay, self._begin(path)
        try:
            time.sleep(delay)
            yield fault
        finally:
            with self._changed:
                self._state.in_progress -= 1
                self._changed.notify_all()

    def _begin(self, path: str) -> str:
        state = self._state
        state.requests += 1
        state.in_progress += 1
        state.max_concurrent = max(state.max_concurrent, state.in_progress)
        state.requests_by_path[path] = state.requests_by_path.get(path, 0) + 1
        fault = state.fault if state.times else ""
        state.times -= bool(fault) and state.times > 0
        return fault
