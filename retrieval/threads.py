"""Matrix products by one thread: they take a millisecond, and waiting for a second thread costs more than it saves."""

from functools import cache


@cache
def multiply_by_one_thread() -> None:
    """For the process, which decides several cases at once. Embedding has threads of its own."""
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

    ThreadpoolController().limit(limits=1, user_api="blas")
