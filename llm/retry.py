"""How long to wait before a server is asked again."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST_S = 0.5
LONGEST_S = 8.0


def backoff(attempt: int, draw: float) -> float:
    """Seconds after failed attempt number `attempt` (from 0), `draw` being uniform in [0, 1): half the ceiling for
    certain and half by chance, the ceiling doubling from FIRST_S to LONGEST_S."""
    ceiling = min(LONGEST_S, FIRST_S * (1 << min(attempt, 16)))
    return ceiling * (1 + draw) / 2


def told(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The seconds that `retry-after-ms` (OpenAI's own) or `Retry-After` (RFC 9110, 10.2.3) asks for, never negative;
    None where neither says anything that can be understood."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        number = _number(headers.get(name, ""))
        if number is not None:
            return max(0.0, number * unit)
    try:
        until = parsedate_to_datetime(headers.get("retry-after", ""))
    except (ValueError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
