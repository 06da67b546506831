"""How the fake server is set, and what it has seen."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from threading import Condition
from typing import Any


@dataclass
class State:
    """`slots` 0 means no limit; `times` -1 means that the fault stays."""

    delay: float = 0.0
    slots: int = 0
    fault: str = ""
    times: int = -1
    requests: int = 0
    under_way: int = 0
    most_at_once: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    seen: dict[str, int] = field(default_factory=dict)


class Desk:
    """Where every request goes by; threads share it."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._changed = Condition()

    def told(self) -> dict[str, Any]:
        with self._changed:
            return asdict(self._state)

    def set(self, given: dict[str, Any]) -> None:
        with self._changed:
            for name, value in given.items():
                setattr(self._state, name, type(getattr(self._state, name))(value))
            self._changed.notify_all()

    def read(self, tokens: int, cached: int) -> None:
        with self._changed:
            self._state.input_tokens += tokens
            self._state.cached_tokens += cached

    @contextmanager
    def serving(self, path: str) -> Iterator[str]:
        """Waits for a slot and through the delay; gives the fault that this request is to meet."""
        with self._changed:
            self._changed.wait_for(lambda: not self._state.slots or self._state.under_way < self._state.slots)
            delay, fault = self._state.delay, self._begin(path)
        try:
            time.sleep(delay)
            yield fault
        finally:
            with self._changed:
                self._state.under_way -= 1
                self._changed.notify_all()

    def _begin(self, path: str) -> str:
        state = self._state
        state.requests += 1
        state.under_way += 1
        state.most_at_once = max(state.most_at_once, state.under_way)
        state.seen[path] = state.seen.get(path, 0) + 1
        fault = state.fault if state.times else ""
        state.times -= bool(fault) and state.times > 0
        return fault
