"""How many requests are under way at once, over all cases of the process."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from llm.errors import Failing, LlmError


class Throttle:
    def __init__(self, limit: int) -> None:
        self._slots = BoundedSemaphore(limit)
        self._limit = limit

    @contextmanager
    def slot(self, wait_s: float) -> Iterator[None]:
        """A slot for as long as the block lasts. Raises `LlmError` where none falls free in `wait_s`."""
        if not self._slots.acquire(timeout=wait_s):
            raise LlmError(
                Failing.TIMED_OUT,
                f"{self._limit} requests were under way and none ended in this case's time: "
                "raise CLAUSEWISE_LLM__CONCURRENCY if the server can take more",
            )
        try:
            yield
        finally:
            self._slots.release()
