"""When a message may go: after a failure, outside quiet hours, within a creator's cap. Pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# As Standard Webhooks suggests: at once, then ever more patiently, over three days in all.
WAITS = tuple(timedelta(seconds=s) for s in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))
MOST_ATTEMPTS = len(WAITS) + 1


def wait(attempts: int, chance: float) -> timedelta | None:
    """After so many attempts that failed; `chance` in [0, 1) spreads it by up to a tenth, so that receivers that come
    back are not met by all at once. None: give it up."""
    return WAITS[attempts - 1] * (1 + chance / 10) if attempts < MOST_ATTEMPTS else None


@dataclass(frozen=True)
class QuietHours:
    """From `start` to before `end`, past midnight where `end` is the earlier; none where they are the same."""

    start: time
    end: time
    zone: ZoneInfo

    def after(self, at: datetime) -> datetime:
        """`at`, or where that is quiet the next end of it, in UTC. An end that the clock skips comes as much later."""
        if not self._quiet(at):
            return at
        today = at.astimezone(self.zone).date()
        days = [today + timedelta(days=ahead) for ahead in range(3)]  # one may hold no end: see the skip
        faces = [datetime.combine(day, self.end, self.zone).replace(fold=fold) for day in days for fold in (0, 1)]
        ends = [face.astimezone(UTC) for face in faces]
        return min(end for end in ends if end > at and not self._quiet(end))

    def _quiet(self, at: datetime) -> bool:
        clock = at.astimezone(self.zone).time()
        if self.end < self.start:
            return clock >= self.start or clock < self.end
        return self.start <= clock < self.end


def capped(sent: Sequence[datetime], most: int, per: timedelta, at: datetime) -> datetime:
    """The first moment from `at` on at which fewer than `most` of `sent` (in order) lie less than `per` back."""
    recent = [one for one in sent if one > at - per]
    return at if len(recent) < most else recent[-most] + per
