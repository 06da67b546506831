"""Finds right answers and answers of the golden set that were removed, added or changed around the audit log."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.decision_digest import DECISION_ERASED, PREFIX, digest_in
from store.quality.golden_digests import answer_id, answer_summary, case_summary, logged_answer, logged_case
from store.quality.golden_schema import GoldenCaseRow, GoldenJobRow
from store.service_schema import AuditRow

ADDED, REMOVED, ANSWERED, UNDONE = "golden.add", "golden.remove", "golden.answer", "golden.undo"
ESCALATED = "job.escalate"
ACTIONS = (ADDED, REMOVED, ANSWERED, UNDONE, ESCALATED, DECISION_ERASED)
ENTRIES = select(AuditRow.action, AuditRow.subject, AuditRow.after).where(AuditRow.action.in_(ACTIONS))


@dataclass
class _Logged:
    """Of the last entries: `cases` and `answers` by their ids, and the decisions that are out of the set or erased."""

    cases: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    escalated: set[str] = field(default_factory=set)

    def add(self, action: str, subject: str, after: str) -> None:
        if action == ADDED:
            self.cases[subject] = after
            self.removed.discard(subject)
        elif action == ANSWERED:
            self.answers[after.partition(":")[0]] = after
        elif action == UNDONE:
            self.answers.pop(after.partition(":")[0], None)
        elif action == ESCALATED:
            self.escalated.add(subject)
        else:
            self.removed.add(subject)
            if action == DECISION_ERASED:
                self.erased.add(subject)


def golden_problems(session: Session) -> Iterator[str]:
    logged = _Logged()
    for action, subject, after in session.execute(ENTRIES.order_by(AuditRow.number)):
        logged.add(action, subject, after)
    yield from _cases(session, logged)
    yield from _answers(session, logged)


def _cases(session: Session, logged: _Logged) -> Iterator[str]:
    stored = set()
    for row in session.scalars(select(GoldenCaseRow)):
        stored.add(row.decision_id)
        entry, erased = logged.cases.get(row.decision_id), row.decision_id in logged.erased
        if entry is None:
            yield f"golden case {row.decision_id} was written around Clausewise: the log has no entry of it"
        elif not _is_as_logged(entry, case_summary(row), logged_case(row), erased=erased):
            yield f"golden case {row.decision_id} was changed: its answer is not the one of the log"
        elif (row.removed_at is not None) != (row.decision_id in logged.removed):
            yield f"golden case {row.decision_id} was changed: the log says otherwise whether it is in the set"
    for decision_id in sorted(logged.cases.keys() - stored):
        yield f"golden case {decision_id} is missing: the log says that it was stored"


def _answers(session: Session, logged: _Logged) -> Iterator[str]:
    """Earlier an escalated job had no entry of its answer, only that of the escalation."""
    stored = set()
    for row in session.scalars(select(GoldenJobRow).where(GoldenJobRow.answered_at.is_not(None))):
        name, erased = answer_id(row), row.decision_id in logged.erased
        stored.add(name)
        entry = logged.answers.get(name)
        if entry is None and row.job_id not in logged.escalated:
            yield f"golden answer {name} was written around Clausewise: the log has no entry of it"
        elif entry is not None and not _is_as_logged(entry, answer_summary(row), logged_answer(row), erased=erased):
            yield f"golden answer {name} was changed: it is not the one of the log"
    for name in sorted(logged.answers.keys() - stored):
        yield f"golden answer {name} is missing: the log says that it was stored"


def _is_as_logged(entry: str, summary: str, with_digest: str, *, erased: bool) -> bool:
    """An older entry has no digest; an erasure removes the reason that the digest covers."""
    if erased or digest_in(entry) is None:
        return entry.partition(PREFIX)[0] == summary
    return entry == with_digest
