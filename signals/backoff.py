"""How long to wait before asking a service again."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST_S = 0.2
LONGEST_S = 5.0


def full_jitter(attempt: int, draw: float) -> float:
    """Seconds to wait after failed attempt number `attempt` (from 0), `draw` being uniform in [0, 1).

    Full jitter: uniform between nothing and a ceiling that doubles, as in Marc Brooker, "Exponential Backoff And
    Jitter", AWS Architecture Blog, 2015. The ceiling starts at FIRST_S and stops at LONGEST_S.
    """
    return draw * min(LONGEST_S, FIRST_S * (1 << min(attempt, 16)))


def retry_after(header: str | None, now: datetime | None = None) -> float | None:
    """The seconds a `Retry-After` asks for (RFC 9110, 10.2.3: a number or a date), from 0 to LONGEST_S.

    None where the header is absent or says nothing that can be understood.
    """
    if header is None:
        return None
    asked = header.strip()
    if asked.isascii() and asked.isdigit():
        return min(LONGEST_S, float(asked))
    try:
        until = parsedate_to_datetime(asked)
    except (ValueError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(LONGEST_S, max(0.0, (until - (now or datetime.now(UTC))).total_seconds()))
