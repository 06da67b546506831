"""What the audit log says of the golden set: right answers and the answers of people, with their digests."""

from datetime import UTC, datetime

from store.decision_digest import digest_of_words, with_digest
from store.quality.golden_schema import GoldenCaseRow, GoldenJobRow

ANSWER = ("review_id", "reviewer", "action", "outcome", "violated", "reason", "claimed_at", "answered_at")


def case_summary(row: GoldenCaseRow) -> str:
    """Outcome and violated clauses."""
    return f"{row.outcome} {', '.join(row.violated)}".strip()


def logged_case(row: GoldenCaseRow) -> str:
    """The text `after` of the entry about a right answer."""
    words = (row.decision_id, row.reason, row.source, row.queue, row.added_by, _time(row.added_at))
    return with_digest(case_summary(row), digest_of_words(*words))


def answer_id(row: GoldenJobRow) -> str:
    """That of the review that its author takes it for; without one the job was escalated."""
    return row.review_id or row.job_id


def answer_summary(row: GoldenJobRow) -> str:
    """As that of a review."""
    return f"{answer_id(row)}: {row.outcome} {', '.join(row.violated or ())}".strip()


def logged_answer(row: GoldenJobRow) -> str:
    """The text `after` of the entry about an answer."""
    values = (_plain(getattr(row, name)) for name in ANSWER)
    return with_digest(answer_summary(row), digest_of_words(row.job_id, row.decision_id, *values))


def _plain(value: object) -> object:
    return _time(value) if isinstance(value, datetime) else value


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
