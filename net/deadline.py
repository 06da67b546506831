"""A limit on the total time of a request, including name lookup and headers that arrive byte by byte."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def run_within(seconds: float, work: Callable[[], T]) -> T:
    """Runs `work` and returns its result. Raises its exception, or TimeoutError after `seconds`.

    After a timeout `work` continues in a daemon thread, so it must have its own limit.
    """
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # re-raised in the calling thread
            future.set_exception(error)

    Thread(target=run, daemon=True, name="request-with-deadline").start()
    return future.result(timeout=seconds)
