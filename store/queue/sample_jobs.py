"""Review jobs of decisions that were drawn at random, to measure how often the platform and the machine are wrong."""

from dataclasses import dataclass
from datetime import datetime

from domain.job import JobKind
from store.audit import AuditLog
from store.database import Database
from store.decision_rows import WITH_JSON, read_row
from store.errors import DecisionNotFound
from store.queue.jobs import JobRouter, JobWriter
from store.schema import DecisionRow


@dataclass(frozen=True)
class SampleJobs:
    """`router` says which queue a job gets; `actor` is for the audit log."""

    database: Database
    router: JobRouter
    actor: str

    def create(self, decision_id: str, now: datetime) -> int:
        """How many jobs were created: none if the decision was reviewed, or has a job of this kind. Raises
        DecisionNotFound."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            row = session.get(DecisionRow, decision_id, options=[WITH_JSON])
            if row is None:
                raise DecisionNotFound(f"there is no decision {decision_id}")
            stored = read_row(row)
            wanted = self.router.for_kind(JobKind.SAMPLE, stored.case, stored.decision)
            return len(JobWriter(self.database, session, now, self.actor).create(decision_id, [wanted]))
