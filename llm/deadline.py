"""A bound on the whole time of an attempt, name look-up and dripped headers included."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` returns or raises, or TimeoutError once `seconds` have passed.

    Work that is given up goes on in a daemon thread until it ends by itself, so it must have limits of its own.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # handed to whoever waits
            outcome.set_exception(error)

    Thread(target=run, daemon=True, name="model-request").start()
    return outcome.result(timeout=seconds)
