"""The review queue of a store: its lists, claims, actions and golden set."""

from dataclasses import dataclass
from datetime import timedelta

from store.database import Database
from store.quality.golden_jobs import GoldenJobs
from store.quality.golden_set import GoldenSet
from store.quality.quality_reader import QualityReader
from store.queue.claims import Claims
from store.queue.contests import Contests
from store.queue.groups import Groups
from store.queue.job_actions import JobActions
from store.queue.job_lists import JobLists
from store.queue.jobs import JobRouter


@dataclass(frozen=True)
class ReviewQueue:
    """`router` says which queue and priority an escalation gets; without one, those of the job. An answer to a golden
    job can be undone for `undo_time`."""

    database: Database
    router: JobRouter | None
    undo_time: timedelta = timedelta(0)

    @property
    def jobs(self) -> JobLists:
        return JobLists(self.database)

    @property
    def groups(self) -> Groups:
        return Groups(self.database)

    @property
    def claims(self) -> Claims:
        return Claims(self.database)

    @property
    def actions(self) -> JobActions:
        return JobActions(self.database, self.router)

    @property
    def contests(self) -> Contests:
        """Of a store that has a router."""
        if self.router is None:
            raise LookupError("a store without a router creates no jobs")
        return Contests(self.database, self.router)

    @property
    def golden_set(self) -> GoldenSet:
        return GoldenSet(self.database, self.router)

    @property
    def quality(self) -> QualityReader:
        return QualityReader(self.database)

    @property
    def golden_jobs(self) -> GoldenJobs:
        return GoldenJobs(self.database, self.undo_time)
