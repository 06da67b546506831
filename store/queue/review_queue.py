"""The review queue of a store: its lists, claims and actions."""

from dataclasses import dataclass

from store.database import Database
from store.queue.claims import Claims
from store.queue.groups import Groups
from store.queue.job_actions import JobActions
from store.queue.job_lists import JobLists
from store.queue.jobs import JobRouter


@dataclass(frozen=True)
class ReviewQueue:
    """`router` says which queue and priority an escalation gets; without one, those of the job."""

    database: Database
    router: JobRouter | None

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
