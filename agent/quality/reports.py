"""The measures of quality from what is stored: agreement, the golden set, its coverage, and what to label next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.quality.coverage import Coverage, coverage
from agent.quality.golden_measures import Measured, measure
from agent.quality.next_cases import NextCase, next_cases
from agent.quality.reviewer_agreement import ReviewerAgreement, reviewer_agreement
from policies.library import Library
from store.queue.review_queue import ReviewQueue

MAX_CANDIDATES = 500  # decisions that are read to propose the next cases; each is some 20 kB


@dataclass(frozen=True)
class QualityReports:
    """`cost_per_hour`: of a reviewer; None: not known."""

    queue: ReviewQueue
    library: Library
    cost_per_hour: float | None

    def agreement(self, since: datetime | None = None) -> ReviewerAgreement:
        """Between reviewers; `since`: only of answers from then on."""
        return reviewer_agreement(self.queue.quality.independent_answers(since))

    def measures(self) -> tuple[Measured, ...]:
        """Of judges and reviewers on the golden set."""
        stored = self.queue.quality.decisions_of_golden_set()
        decisions = {one.decision.decision_id: one.decision for one in stored}
        return measure(self.queue.golden_set.list(), self.queue.golden_jobs.answers(), decisions, self.cost_per_hour)

    def coverage(self, now: datetime, days: int) -> Coverage:
        """Of the traffic of the last days."""
        in_force = {clause.id for clause in self.library.rules_in_force_from(now.date()).values()}
        quality = self.queue.quality
        return coverage(quality.traffic(now - timedelta(days=days)), quality.golden(), in_force)

    def next_cases(self, now: datetime, days: int, limit: int) -> tuple[NextCase, ...]:
        """Among the decisions of the last days; of very many, those with a review and the newest."""
        candidates = self.queue.quality.candidates(now - timedelta(days=days), MAX_CANDIDATES)
        return next_cases(candidates, self.queue.quality.golden().clause, limit)
