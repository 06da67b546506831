"""Delivery times: the delay after a failure, quiet hours, and the cap per creator. Pure arithmetic on instants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# As Standard Webhooks suggests: soon at first, then with growing delays over three days in all.
RETRY_DELAYS = tuple(timedelta(seconds=s) for s in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))
MAX_ATTEMPTS = len(RETRY_DELAYS) + 1


def retry_delay(failed_attempts: int, jitter: float) -> timedelta | None:
    """`jitter` in [0, 1) adds up to a tenth, so that retries do not arrive all at once. None: give up."""
    return RETRY_DELAYS[failed_attempts - 1] * (1 + jitter / 10) if failed_attempts < MAX_ATTEMPTS else None


@dataclass(frozen=True)
class QuietHours:
    """From `start` until before `end`, over midnight if `end` is the earlier; empty if they are equal."""

    start: time
    end: time
    zone: ZoneInfo

    def next_allowed(self, at: datetime) -> datetime:
        """`at`, or the end of the quiet hours around it, in UTC. An end that the clock skips comes that much later."""
        if not self._is_quiet(at):
            return at
        today = at.astimezone(self.zone).date()
        days = [today + timedelta(days=ahead) for ahead in range(3)]  # the clock may skip an end on one of them
        clock_times = [datetime.combine(day, self.end, self.zone).replace(fold=fold) for day in days for fold in (0, 1)]
        ends = [clock_time.astimezone(UTC) for clock_time in clock_times]
        return min(end for end in ends if end > at and not self._is_quiet(end))

    def _is_quiet(self, at: datetime) -> bool:
        clock = at.astimezone(self.zone).time()
        if self.end < self.start:
            return clock >= self.start or clock < self.end
        return self.start <= clock < self.end


def earliest_within_cap(sent: Sequence[datetime], maximum: int, window: timedelta, at: datetime) -> datetime:
    """The first moment from `at` on with fewer than `maximum` of `sent` (in order) within the `window` before it."""
    recent = [sent_at for sent_at in sent if sent_at > at - window]
    return at if len(recent) < maximum else recent[-maximum] + window
