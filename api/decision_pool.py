"""Decides cases for requests in threads of its own, so that nothing else waits for them, and in turn: one key with many
cases does not delay another's."""

import asyncio
import os
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from agent.service_settings import ServiceOptions
from api.problem import ApiError

T = TypeVar("T")
MODEL_WORKERS = 32  # most of their time they wait for the model server
MIN_WORKERS = 2
RETRY_SECONDS = 5
NICENESS = 5  # a thread has then a third of the time of one that answers, where both want the same core
LOWEST = 19


def available_cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def lower_priority() -> None:
    """Lets the threads that answer requests run before the current one. On Linux only: elsewhere only a whole process
    has a priority."""
    if sys.platform == "linux":
        niceness = min(LOWEST, os.getpriority(os.PRIO_PROCESS, os.getpid()) + NICENESS)
        with suppress(OSError):  # a sandbox may forbid it: others then wait a little longer
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)


@dataclass
class Places:
    """Counts what each key has in progress: at most `per_key`, and `in_all` for the process."""

    name: str
    per_key: int
    in_all: int
    _taken: Counter[str] = field(default_factory=Counter)

    @property
    def taken(self) -> int:
        return self._taken.total()

    @contextmanager
    def take(self, key_id: str) -> Iterator[None]:
        """Raises ApiError if there is no place."""
        if self._taken[key_id] >= self.per_key:
            raise self._full(f"this key has {self.per_key} {self.name} in progress, the most that one key may have")
        if self.taken >= self.in_all:
            raise self._full(f"the service has {self.in_all} {self.name} in progress, the most that it takes")
        self._taken[key_id] += 1
        try:
            yield
        finally:
            self._taken[key_id] -= 1
            if not self._taken[key_id]:
                del self._taken[key_id]

    def _full(self, reason: str) -> ApiError:
        detail = f"{reason}: wait until one ends, or send many cases as one batch"
        return ApiError(429, "too-many-requests", detail, {"Retry-After": str(RETRY_SECONDS)})


class DecisionPool:
    """For the event loop of one service. `streams` and `requests` bound what may wait for a thread."""

    def __init__(self, options: ServiceOptions, *, calls_models: bool) -> None:
        default = MODEL_WORKERS if calls_models else max(MIN_WORKERS, available_cores()) + 1
        self._free = options.decision_workers or default
        self._max_per_key = max(1, self._free - 1)  # the long cases of one key leave a thread to the others
        self._running: Counter[str] = Counter()
        self._threads = ThreadPoolExecutor(self._free, "decide", lower_priority)
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}
        self.streams = Places("streams", options.max_streams_per_key, options.max_streams)
        self.requests = Places("decisions", options.max_decisions_per_key, options.max_decisions)

    async def run(self, key_id: str, work: Callable[[], T]) -> T:
        """The result of `work` in a thread, when it is the key's turn. If the caller goes away, work that has not begun
        is dropped, and work that has begun ends."""
        await self._turn(key_id)
        future = self._threads.submit(copy_context().run, work)  # it belongs to the request's trace
        future.add_done_callback(partial(self._leave, asyncio.get_running_loop(), key_id))
        return await asyncio.wrap_future(future)

    def stop(self) -> None:
        """Waits for what has begun."""
        self._threads.shutdown(cancel_futures=True)

    async def _turn(self, key_id: str) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key_id, deque()).append(turn)
        self._give_turns()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it was both given and given up
                self._end(key_id)
            raise

    def _leave(self, loop: asyncio.AbstractEventLoop, key_id: str, _: "Future[T]") -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._end, key_id)

    def _end(self, key_id: str) -> None:
        self._free += 1
        self._running[key_id] -= 1
        if not self._running[key_id]:
            del self._running[key_id]
        self._give_turns()

    def _give_turns(self) -> None:
        """Gives each free thread to the key that has waited longest for its turn and may have another thread."""
        while self._free:
            key_id = next((key for key in self._waiting if self._running[key] < self._max_per_key), None)
            if key_id is None:
                return
            turns = self._waiting.pop(key_id)
            turn = turns.popleft()
            if turns:
                self._waiting[key_id] = turns  # behind the others
            if not turn.done():
                self._free -= 1
                self._running[key_id] += 1
                turn.set_result(None)
