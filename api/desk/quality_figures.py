"""The figures of the quality page, which take a second or two: they are cached for some minutes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from agent.quality.coverage import Coverage
from agent.quality.golden_measures import Measured
from agent.quality.next_cases import NextCase
from agent.quality.reports import QualityReports
from agent.quality.reviewer_agreement import ReviewerAgreement

CACHED_FOR = timedelta(minutes=5)
DAYS, MAX_NEXT = 30, 60  # of traffic; cases to label, of which a page shows the first that are not labelled yet


@dataclass(frozen=True)
class Figures:
    """As of `at`, over the traffic of the last DAYS."""

    at: datetime
    agreement: ReviewerAgreement
    measures: tuple[Measured, ...]
    coverage: Coverage
    next_cases: tuple[NextCase, ...]


class QualityFigures:
    """Of one service. Threads that ask at the same time wait for the first of them."""

    def __init__(self, reports: QualityReports) -> None:
        self._reports, self._lock = reports, Lock()
        self._cached: Figures | None = None

    def read(self, *, fresh: bool = False) -> Figures:
        """`fresh`: not those that are cached."""
        asked_at = datetime.now(UTC)
        with self._lock:
            cached = self._cached
            if cached is None or cached.at < (asked_at if fresh else asked_at - CACHED_FOR):
                cached = self._cached = self._find(datetime.now(UTC))
            return cached

    def _find(self, now: datetime) -> Figures:
        reports = self._reports
        return Figures(
            at=now,
            agreement=reports.agreement(),
            measures=reports.measures(),
            coverage=reports.coverage(now, DAYS),
            next_cases=reports.next_cases(now, DAYS, MAX_NEXT),
        )
