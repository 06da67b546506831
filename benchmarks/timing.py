"""Measures the wall time of a call."""

from collections.abc import Callable
from time import perf_counter


def elapsed_seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start
