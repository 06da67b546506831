"""The golden set as leads keep it: cases with their right answer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.access import Caller
from domain.quality import GoldenCase, GoldenSource
from domain.verdict import Outcome
from store.audit import AuditLog
from store.database import Database
from store.decision_rows import WITH_JSON, StoredDecision, read_row
from store.erasure import ERASED_CASE
from store.errors import DecisionNotFound, GoldenRefused
from store.quality.golden_digests import case_summary, logged_case
from store.quality.golden_schema import GoldenCaseRow
from store.quality.seeding import KINDS
from store.queue.jobs import JobRouter
from store.reviews import read_state
from store.schema import DecisionRow


@dataclass(frozen=True)
class RightAnswer:
    """`outcome` is violation or no_violation; `violated` are clause ids."""

    outcome: Outcome
    violated: tuple[str, ...]


@dataclass(frozen=True)
class GoldenSet:
    """`router` says among which queue's jobs a case is put; without one, among those of any."""

    database: Database
    router: JobRouter | None

    def list(self, *, removed: bool = False) -> tuple[GoldenCase, ...]:
        """The newest first; `removed`: with the cases that are no longer in the set."""
        query = select(GoldenCaseRow).order_by(GoldenCaseRow.added_at.desc(), GoldenCaseRow.decision_id)
        if not removed:
            query = query.where(GoldenCaseRow.removed_at.is_(None))
        with self.database.transaction() as session:
            return tuple(map(_case_of, session.scalars(query)))

    def get(self, decision_id: str) -> GoldenCase | None:
        """In the set now."""
        with self.database.transaction() as session:
            row = session.get(GoldenCaseRow, decision_id)
            return _case_of(row) if row is not None and row.removed_at is None else None

    def add(
        self,
        decision_id: str,
        answer: RightAnswer | None,
        reason: str,
        caller: Caller,
        now: datetime,
        source: GoldenSource = GoldenSource.DECISION,
    ) -> GoldenCase:
        """Adds the case, or changes its answer. `answer` None: that of the review in effect. Raises DecisionNotFound,
        or GoldenRefused for a case that is erased or that nobody has reviewed."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            stored = _stored(session, decision_id)
            right = answer or _reviewed_answer(session, decision_id)
            before = session.get(GoldenCaseRow, decision_id)
            summary = "" if before is None or before.removed_at else case_summary(before)
            row = session.merge(
                GoldenCaseRow(
                    decision_id=decision_id,
                    outcome=right.outcome.value,
                    violated=sorted(set(right.violated)),
                    reason=reason,
                    source=source.value if before is None else before.source,
                    queue=self._queue(stored),
                    added_by=caller.name,
                    added_at=now,
                    removed_by=None,
                    removed_at=None,
                )
            )
            AuditLog(self.database).append(session, caller.key_id, "golden.add", decision_id, summary, logged_case(row))
            return _case_of(row)

    def remove(self, decision_id: str, caller: Caller, now: datetime) -> GoldenCase:
        """Its answers stay stored. Raises GoldenRefused."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            row = session.get(GoldenCaseRow, decision_id)
            if row is None or row.removed_at is not None:
                raise GoldenRefused(f"{decision_id} is not in the golden set: list it to see which cases are")
            row.removed_by, row.removed_at = caller.name, now
            AuditLog(self.database).append(session, caller.key_id, "golden.remove", decision_id, case_summary(row))
            return _case_of(row)

    def _queue(self, stored: StoredDecision) -> str:
        if self.router is None:
            return ""
        kind = KINDS[stored.decision.verdict.outcome]
        return self.router.for_kind(kind, stored.case, stored.decision).queue


def _stored(session: Session, decision_id: str) -> StoredDecision:
    row = session.get(DecisionRow, decision_id, options=[WITH_JSON])
    if row is None:
        raise DecisionNotFound(f"there is no decision {decision_id}: give the id of a stored one")
    stored = read_row(row)
    if stored.case == ERASED_CASE:
        raise GoldenRefused(f"the case of {decision_id} is erased, so nobody can answer it: choose another")
    return stored


def _reviewed_answer(session: Session, decision_id: str) -> RightAnswer:
    latest = read_state(session, decision_id).latest
    if latest is None:
        raise GoldenRefused(
            f"nobody has reviewed {decision_id}, and a judge must not be measured by its own verdict: give the right "
            "outcome and the violated clauses"
        )
    return RightAnswer(latest.outcome, latest.violated)


def _case_of(row: GoldenCaseRow) -> GoldenCase:
    return GoldenCase.model_validate({name: getattr(row, name) for name in GoldenCase.model_fields})
