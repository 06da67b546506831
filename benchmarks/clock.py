"""The clock that every timing is read from."""

from collections.abc import Callable
from time import perf_counter


def seconds(step: Callable[[], object]) -> float:
    """Wall time of one call."""
    started = perf_counter()
    step()
    return perf_counter() - started
