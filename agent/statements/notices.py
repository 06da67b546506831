"""Answers notices: what was decided about the post, and the texts for who notified the platform of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from agent.messages.letter_policy import letter_policy
from agent.statements.reader import StatementReader
from agent.statements.restriction import restriction_of
from domain.notice import Notice
from domain.notice_answer import NoticeAnswer, NoticeResult, NoticeStatus
from domain.statement_codes import country_of
from domain.verdict import Outcome
from prompts.notice import NoticeWords, confirmation, decision
from store.database import Cursor
from store.statements.candidates import Candidate
from store.statements.notices import Notices


@dataclass(frozen=True)
class NoticeReader:
    reader: StatementReader

    def get(self, decision_id: str) -> NoticeAnswer | None:
        """None: no notice led to this decision."""
        found = Notices(self.reader.store).get(decision_id)
        return self.answer(found, found.stored.case.notice) if found and found.stored.case.notice else None

    def page(
        self, limit: int, since: datetime | None = None, until: datetime | None = None, cursor: Cursor | None = None
    ) -> tuple[tuple[NoticeAnswer, ...], Cursor | None]:
        """Newest decisions first."""
        found, following = Notices(self.reader.store).page(limit, since, until, cursor)
        return tuple(self.answer(one, one.stored.case.notice) for one in found if one.stored.case.notice), following

    def all(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[NoticeAnswer]:
        """Newest decisions first."""
        for one in Notices(self.reader.store).all(since, until):
            if one.stored.case.notice is not None:
                yield self.answer(one, one.stored.case.notice)

    def result(self, candidate: Candidate) -> NoticeResult | None:
        """In effect; None: a person must decide."""
        if candidate.outcome is Outcome.NEEDS_REVIEW:
            return None
        if candidate.outcome is Outcome.NO_VIOLATION:
            return NoticeResult.NO_VIOLATION
        builder = self.reader.builder
        restriction = restriction_of(candidate, builder.library, builder.measures)
        return NoticeResult.VIOLATION if restriction is None else NoticeResult.RESTRICTED

    def answer(self, candidate: Candidate, notice: Notice) -> NoticeAnswer:
        case, made = candidate.stored.case, candidate.stored.decision
        result, review = self.result(candidate), candidate.review
        words = self._words(candidate, notice)
        status = NoticeStatus.OPEN
        if result is not None:
            is_final = review is not None or self.reader.builder.submit_unreviewed
            status = NoticeStatus.ANSWERED if is_final else NoticeStatus.WAITING
        decided = None
        if result is not None and status is NoticeStatus.ANSWERED:
            by = "software" if review is None else "person"
            decided = decision(replace(words, result=result.value, decided_by=by), notice.language)
        return NoticeAnswer(
            decision_id=made.decision_id,
            case_id=case.id,
            creator_id=case.creator_id,
            market=case.market,
            notice=notice,
            status=status,
            result=result,
            decided_at=None if result is None else review.reviewed_at if review else made.decided_at,
            confirmation=confirmation(words, notice.language),
            decision=decided,
        )

    def _words(self, candidate: Candidate, notice: Notice) -> NoticeWords:
        case, made = candidate.stored.case, candidate.stored.decision
        policy = letter_policy(self.reader.builder.library, made.trace.as_of, case.market)
        in_union = country_of(case.market) is not None and policy.redress.body != "none"
        return NoticeWords(
            decision_id=made.decision_id,
            received_on=f"{notice.received:%Y-%m-%d}",
            url=case.url or "",
            ground=notice.ground.value,
            contest_days=policy.redress.contest_days or policy.appeal_days,
            body=policy.redress.body_in(notice.language or "en"),
            in_union=in_union,
        )
