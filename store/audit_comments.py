"""Finds what people wrote about jobs that is not as the audit log says: comments, reasons to skip or escalate."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.job import JobEventKind
from store.decision_digest import DECISION_ERASED, PREFIX, digest_in, digest_of_words
from store.queue.queue_schema import JobEventRow, JobRow
from store.schema import ERASED, table
from store.service_schema import AuditRow

KINDS = {
    "job.comment": JobEventKind.COMMENTED.value,
    "job.skip": JobEventKind.SKIPPED.value,
    "job.escalate": JobEventKind.ESCALATED.value,
}
WORDS = dict(zip(KINDS.values(), ("comment", "reason to skip", "reason to escalate"), strict=True))
ENTRIES = select(AuditRow.action, AuditRow.subject, AuditRow.after).where(AuditRow.action.in_(KINDS))
EVENTS = select(JobEventRow.job_id, JobEventRow.kind, JobEventRow.person, JobEventRow.text).where(
    JobEventRow.kind.in_(KINDS.values())
)
JOBS = select(table(JobRow).c.job_id, table(JobRow).c.decision_id)
ERASED_DECISIONS = select(AuditRow.subject).where(AuditRow.action == DECISION_ERASED)
Texts = dict[tuple[str, str], list[tuple[Any, Any]]]  # by job and kind, in order


def comment_problems(session: Session) -> Iterator[str]:
    """The texts of a job in order, with their entries. What belongs to a job that was pruned is gone with it."""
    logged, stored = _logged(session), _stored(session)
    erased = set(session.scalars(ERASED_DECISIONS))
    for job_id, decision_id in session.execute(JOBS):
        for kind, words in WORDS.items():
            entries, texts = logged.get((job_id, kind), []), stored.get((job_id, kind), [])
            if len(entries) != len(texts):
                yield f"job {job_id} was changed: a {words} is logged {len(entries)} times, stored {len(texts)} times"
            elif any(
                not _is_as_logged(*entry, *written, may_be_erased=decision_id in erased)
                for entry, written in zip(entries, texts, strict=True)
            ):
                yield f"a {words} of job {job_id} was changed: it is not the one of the log"


def _logged(session: Session) -> Texts:
    """The digest, and the job that the person had. An escalation has the text of the job that it replaced, too."""
    found: Texts = defaultdict(list)
    for action, subject, after in session.execute(ENTRIES.order_by(AuditRow.number)):
        about = (subject, after.partition(PREFIX)[0]) if action == "job.escalate" else (subject,)
        for job_id in about:
            found[job_id, KINDS[action]].append((digest_in(after), subject))
    return found


def _stored(session: Session) -> Texts:
    """Person and text."""
    found: Texts = defaultdict(list)
    for job_id, kind, person, text in session.execute(EVENTS.order_by(JobEventRow.number)):
        found[job_id, kind].append((person, text))
    return found


def _is_as_logged(digest: str | None, job_id: str, person: str, text: str, *, may_be_erased: bool) -> bool:
    """An older entry has no digest."""
    return digest in (None, digest_of_words(job_id, person, text)) or (may_be_erased and text == ERASED)
