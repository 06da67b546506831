"""Says in words why a person cannot decide an escalation: a lead decides who has neither answered nor escalated it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from api.services import Services
from domain.access import Caller, Scope
from domain.job import Job, JobKind, JobState

A_LEAD = "A lead decides this escalation."
ANOTHER_LEAD = "You have answered or escalated this case, so another lead decides it."
NOBODY = (
    "Nobody can decide this escalation: every lead has answered or escalated the case. Give a colleague the role lead, "
    "or assign the job to one who has not answered it."
)


@dataclass(frozen=True)
class Escalations:
    services: Services

    def words_for(self, caller: Caller, jobs: Sequence[Job]) -> Mapping[str, str]:
        """By the id of the job, for each open escalation that the caller cannot decide."""
        open_ones = [job for job in jobs if job.kind is JobKind.ESCALATION and job.state is JobState.OPEN]
        if not open_ones:
            return {}
        not_for = self.services.store.queue.jobs.not_for([job.job_id for job in open_ones])
        leads = {*self._leads(), caller.name} if caller.has_scope(Scope.LEAD) else {*self._leads()}
        words = {job.job_id: self._words(job, caller, leads, not_for[job.job_id]) for job in open_ones}
        return {job_id: text for job_id, text in words.items() if text}

    def _words(self, job: Job, caller: Caller, leads: set[str], not_for: frozenset[str]) -> str:
        if job.assigned_to == caller.name:
            return ""
        if job.assigned_to is None and leads <= not_for and self.services.settings.sign_in.issuer is None:
            return NOBODY
        if caller.name in not_for:
            return ANOTHER_LEAD
        return "" if caller.has_scope(Scope.LEAD) else A_LEAD

    def _leads(self) -> Iterator[str]:
        """Those with a key; the identity provider alone knows the others."""
        now = datetime.now(UTC)
        for key in self.services.store.api_keys.list():
            if key.is_active(now) and {Scope.LEAD, Scope.ADMIN} & {*key.scopes}:
                yield key.name
