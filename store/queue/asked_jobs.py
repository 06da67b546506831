"""Review jobs that are asked for beside those that follow from a decision: of an audit, or of a strategy."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from domain.job import JobKind
from store.audit import AuditLog
from store.database import Database
from store.decision_rows import WITH_JSON, read_row
from store.errors import DecisionNotFound
from store.queue.jobs import JobRouter, JobWriter
from store.queue.queue_schema import JobRow
from store.schema import DecisionRow


@dataclass(frozen=True)
class AskedJobs:
    """`router` says which queue a job gets; `actor` is for the audit log."""

    database: Database
    router: JobRouter
    actor: str

    def create(self, decision_id: str, kind: JobKind, now: datetime) -> int:
        """How many jobs were created: none if the decision ever had a job of this kind. Raises
        DecisionNotFound."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            row = session.get(DecisionRow, decision_id, options=[WITH_JSON])
            if row is None:
                raise DecisionNotFound(f"there is no decision {decision_id}")
            had = select(exists().where(JobRow.decision_id == decision_id, JobRow.kind == kind.value))
            if session.scalar(had):
                return 0
            stored = read_row(row)
            wanted = self.router.for_kind(kind, stored.case, stored.decision)
            return len(JobWriter(self.database, session, now, self.actor).create(decision_id, [wanted]))
