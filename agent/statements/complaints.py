"""Complaints with their times: until when a creator can complain, and until when a person must answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from agent.messages.letter_policy import letter_policy
from domain.appeal import AppealStatus, AppealSummary
from domain.complaint import Complaint
from policies.library import Library
from store.database import Cursor
from store.decision_rows import StoredDecision
from store.decisions import DecisionStore
from store.erasure import ERASED_CASE

PAGE = 200


@dataclass(frozen=True)
class ComplaintReader:
    """`answer_days`: where the market's redress says none."""

    store: DecisionStore
    library: Library
    answer_days: int

    def page(
        self, limit: int, now: datetime, status: AppealStatus | None = None, cursor: Cursor | None = None
    ) -> tuple[tuple[Complaint, ...], Cursor | None]:
        """Oldest first, and the cursor of the next page."""
        rows = self.store.appeals.list(status, limit=limit + 1, cursor=cursor)
        shown = rows[:limit]
        following = (shown[-1].created_at, shown[-1].appeal_id) if len(rows) > limit else None
        return tuple(self.complaint(one, now) for one in shown), following

    def all(self, now: datetime, *, open_only: bool = False) -> Iterator[Complaint]:
        """Oldest first; reads page by page."""
        cursor: Cursor | None = None
        while True:
            found, cursor = self.page(PAGE, now, cursor=cursor)
            yield from (one for one in found if not (open_only and one.status is AppealStatus.CLOSED))
            if cursor is None:
                return

    def get(self, appeal_id: str, now: datetime) -> Complaint | None:
        found = self.store.appeals.get(appeal_id)
        return self.complaint(found, now) if found else None

    def complaint(self, appeal: AppealSummary, now: datetime) -> Complaint:
        stored = self.store.get(appeal.decision_id)
        review = self.store.reviews.get(appeal.review_id) if appeal.review_id else None
        case = stored.case if stored and stored.case != ERASED_CASE else None
        answer_by = self.answer_by(appeal.created_at, case.market if case else None)
        is_open = appeal.status is not AppealStatus.CLOSED
        return Complaint(
            appeal_id=appeal.appeal_id,
            decision_id=appeal.decision_id,
            creator_id=case.creator_id if case else None,
            market=case.market if case else None,
            account_type=case.account_type if case else None,
            status=appeal.status,
            created_at=appeal.created_at,
            file_until=self._file_until(stored) if stored and case else None,
            answer_by=answer_by,
            overdue=is_open and now.astimezone(UTC).date() > answer_by,
            answered_at=review.reviewed_at if review and not is_open else None,
            result=review.action if review and not is_open else None,
        )

    def answer_by(self, created_at: datetime, market: str | None) -> date:
        days = self.library.redress_in(market).answer_days or self.answer_days
        return created_at.astimezone(UTC).date() + timedelta(days=days)

    def _file_until(self, stored: StoredDecision) -> date | None:
        """From the delivery of the message that states it; without one, from the decision."""
        message = self.store.outbox.current_message(stored.decision.decision_id)
        if message is not None and message.contest_until is not None:
            return message.contest_until
        policy = letter_policy(self.library, stored.decision.trace.as_of, stored.case.market)
        days = max(policy.redress.contest_days or 0, policy.appeal_days or 0)
        return stored.decision.decided_at.astimezone(UTC).date() + timedelta(days=days) if days else None
