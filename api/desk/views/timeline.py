"""The creator's timeline: posts decided, reviews, strikes with their expiry, letters and appeals, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from domain.ladder import Ladder
from store.creator_timeline import CreatorTimeline

MAX_SUMMARY_CHARS = 160


@dataclass(frozen=True)
class TimelineEntry:
    """`state` is a short word such as an outcome. `decision_id` links to the decision."""

    at: datetime
    kind: str
    decision_id: str
    state: str
    text: str
    is_this_case: bool = False


@dataclass(frozen=True)
class Strike:
    """An active violation of the creator. It counts until the end of `expires_on`; None: no ladder is in force."""

    clause_id: str
    day: date
    expires_on: date | None
    expired: bool
    decision_id: str


def timeline_entries(timeline: CreatorTimeline, decision_id: str) -> tuple[TimelineEntry, ...]:
    entries = sorted(_entries(timeline, decision_id), key=lambda entry: entry.at, reverse=True)
    return tuple(entries)


def strikes(timeline: CreatorTimeline, ladder: Ladder | None, today: date) -> tuple[Strike, ...]:
    """The active violations, newest first."""
    days = timedelta(days=ladder.window_days) if ladder else None
    found = []
    for violation in timeline.violations:
        if violation.active:
            end = violation.day + days if days else None
            expired = end is not None and end < today
            found.append(Strike(violation.clause_id, violation.day, end, expired, violation.decision_id))
    return tuple(reversed(found))


def _entries(timeline: CreatorTimeline, decision_id: str) -> Iterator[TimelineEntry]:
    for decision in timeline.decisions:
        this = decision.decision_id == decision_id
        yield TimelineEntry(
            decision.decided_at, "decision", decision.decision_id, decision.outcome, _cut(decision.summary), this
        )
    for review in timeline.reviews:
        clauses = f" ({', '.join(review.violated)})" if review.violated else ""
        text = f"{review.reviewer}: {review.outcome}{clauses}. {_cut(review.reason)}"
        ended = ", undone" if review.undone_at else ", not in effect" if review.differs else ""
        state = f"{review.action}{ended}"
        yield TimelineEntry(review.reviewed_at, "review", review.decision_id, state, text)
    for message in timeline.messages:
        at = message.delivered_at or message.created_at
        yield TimelineEntry(at, "letter", message.decision_id, message.status, message.message.subject)
    for appeal in timeline.appeals:
        yield TimelineEntry(appeal.created_at, "appeal", appeal.decision_id, appeal.status, _cut(appeal.statement))
    for violation in timeline.violations:
        at = datetime.combine(violation.day, time(), UTC)
        state = "active" if violation.active else "lifted"
        yield TimelineEntry(at, "strike", violation.decision_id, state, violation.clause_id)


def _cut(text: str) -> str:
    return text if len(text) <= MAX_SUMMARY_CHARS else text[: MAX_SUMMARY_CHARS - 1] + "…"
