"""The token bucket of each caller."""

from api.rate_limit import MAX_CALLERS, RateLimiter


def test_tokens_are_refilled_with_time() -> None:
    now = 0.0
    limiter = RateLimiter(rate=2, burst=3, clock=lambda: now)
    assert [limiter.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    now = 0.5
    assert [limiter.take("a") for _ in range(2)] == [0, 0.5]
    now = 100
    assert [limiter.take("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_callers_in_memory_are_bounded() -> None:
    limiter = RateLimiter(rate=1, burst=1, clock=lambda: 0.0)
    for number in range(MAX_CALLERS):
        limiter.take(f"caller {number}")
    assert limiter.take("caller 1") == 1
    limiter.take("another")  # drops caller 0, the one that has been idle longest
    assert limiter.take("caller 0") == 0
    assert limiter.take("another") == 1
