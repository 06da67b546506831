"""The rows and filters of the queue page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from agent.queues.rules import Queue
from api.desk.views.facts import has_graphic_fact
from api.desk.views.seen import kind_words
from domain.decision import Decision
from domain.job import Job, QueueCounts
from store.decision_rows import StoredDecision

MAX_EXCERPT_CHARS = 180


@dataclass(frozen=True)
class QueueCount:
    """`oldest_age` in seconds; None without an open job."""

    queue: str
    title: str
    open: int
    claimed: int
    overdue: int
    oldest_age: float | None


@dataclass(frozen=True)
class JobRowView:
    """One job of the list, or one group of copies. `waits` and `due_in` in seconds; overdue if that is below zero.
    `note`: why the person who looks cannot decide it."""

    job_id: str
    case_id: str
    creator_id: str | None
    excerpt: str
    kind: str
    clauses: tuple[str, ...]
    market: str | None
    language: str | None
    waits: float
    due_in: float
    holder: str | None
    copies: int
    note: str = ""

    @property
    def overdue(self) -> bool:
        return self.due_in < 0


@dataclass(frozen=True)
class FilterField:
    """A field of the filter form; without `options`, values with their words, it is free text."""

    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...] = ()


def queue_counts(counts: Sequence[QueueCounts], queues: Mapping[str, Queue], now: datetime) -> tuple[QueueCount, ...]:
    return tuple(
        QueueCount(
            queue=count.queue,
            title=queues[count.queue].title if count.queue in queues else count.queue,
            open=count.open,
            claimed=count.claimed,
            overdue=count.overdue,
            oldest_age=(now - count.oldest_at).total_seconds() if count.oldest_at else None,
        )
        for count in counts
    )


def job_row(job: Job, stored: StoredDecision, now: datetime, copies: int = 1, note: str = "") -> JobRowView:
    case, verdict = stored.case, stored.decision.verdict
    clauses = verdict.violated or tuple(entry.clause_id for entry in verdict.shortlist[:3])
    return JobRowView(
        job_id=job.job_id,
        case_id=case.id,
        creator_id=case.creator_id,
        excerpt=excerpt_of(stored),
        kind=kind_words(job.kind),
        clauses=clauses,
        market=case.market,
        language=case.language or stored.decision.evidence.language,
        waits=(now - job.created_at).total_seconds(),
        due_in=(job.due_at - now).total_seconds(),
        holder=job.holder(now),
        copies=copies,
        note=note,
    )


def _of_account(decision: Decision) -> Iterator[str]:
    if decision.assessment is not None:
        reasons = decision.assessment.priority.reasons
        yield f"Account: {reasons[0].text if reasons else decision.verdict.summary}"


def excerpt_of(stored: StoredDecision) -> str:
    """From the first quote of a finding, or the start of the post; nothing of a graphic one. Of an account: the first
    reason to look at it."""
    if has_graphic_fact(stored.case):
        return "(marked graphic)"
    texts = [quote.text for finding in stored.decision.verdict.findings for quote in finding.content_quotes]
    texts += [entry.quote.text for entry in stored.decision.verdict.shortlist]
    texts += [item.text for item in stored.case.content]
    texts += _of_account(stored.decision)
    text = next((text for text in texts if text.strip()), "(no text, only facts)")
    line = " ".join(text[: 4 * MAX_EXCERPT_CHARS].split())
    return line if len(line) <= MAX_EXCERPT_CHARS else line[: MAX_EXCERPT_CHARS - 1] + "…"
