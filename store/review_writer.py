"""Saves reviews with all that follows from them, and undoes them; each call is one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.review import Review, in_effect
from store.appeals import Appeals
from store.audit import AuditLog
from store.database import Database
from store.decision_rows import WITH_JSON, StoredDecision, activate_violations, deactivate_violations, read_row
from store.errors import CaseErased, JobConflict, LetterConflict, ReviewConflict, UndoRefused
from store.letters_read import require_letter_read
from store.listing.states import apply_review, require_not_erased
from store.media_bank.bank import remove_overturned
from store.notifications import Notifier, update_messages
from store.people.people_schema import DraftRow
from store.queue.claims import reclaim, require_escalation_claimed, require_not_claimed
from store.queue.jobs import JobRouter, JobWriter
from store.queue.jobs_of_reviews import finish_jobs_of, undo_job_changes
from store.review_undo import job_changes, keep_before, keep_jobs, postpone_undo, reopened_appeal, restore_before
from store.reviews import conflict, logged_review, read_state, review_of, review_summary, row_of, undo_summary
from store.schema import DecisionRow, ReviewRow, ReviewUndoRow

NO_UNDO = timedelta(0)
NO_LETTERS: Mapping[str, str | None] = {}
REVIEWED_MEANWHILE = "it was reviewed meanwhile"  # without the answer, which the next reviewer may not know


@dataclass(frozen=True)
class Undone:
    """The reviews that were undone, and the id of the appeal that is open again, with the review that had closed
    it."""

    reviews: tuple[Review, ...]
    appeals: tuple[tuple[Review, str], ...] = ()


@dataclass(frozen=True)
class Together:
    """The reviews of copies that were saved, and why decisions were left out, by their id."""

    reviews: tuple[Review, ...]
    left_out: Mapping[str, str]


@dataclass(frozen=True)
class ReviewWriter:
    """A review can be undone for `undo_time`; until then its letter is not sent. `letters`: by decision, the version
    of the letter that the reviewer read."""

    database: Database
    notifier: Notifier | None
    router: JobRouter | None = None
    undo_time: timedelta = NO_UNDO

    def save(
        self,
        answers: Sequence[tuple[Review, int]],
        actor: str,
        appeal_id: str | None = None,
        letters: Mapping[str, str | None] = NO_LETTERS,
    ) -> tuple[Review, ...]:
        """Each review with the version of its decision that it answers; of an erased case only an appeal can still be
        closed. Returns them as they are stored. Raises ReviewConflict, LetterConflict, JobConflict, CaseErased or
        AppealConflict."""
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            saved = list[Review]()
            for review, version in answers:
                self._require_answerable(session, review, version, appeal_id)
                require_letter_read(session, review, letters.get(review.decision_id))
                saved.append(self._save(session, review, actor, appeal_id))
            return tuple(saved)

    def save_together(
        self,
        answers: Sequence[tuple[Review, int]],
        actor: str,
        group_id: str,
        letters: Mapping[str, str | None] = NO_LETTERS,
    ) -> Together:
        """The reviews of copies, with one `bulk_id`. One that another person has reviewed or claimed is left out, and
        one with an edited letter that is not in `letters`. Raises ReviewConflict if that leaves none, and
        LetterConflict if a letter in `letters` has changed."""
        saved, left_out = list[Review](), dict[str, str]()
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            for review, version in answers:
                try:
                    self._require_answerable(session, review, version, None)
                    require_letter_read(session, review, letters.get(review.decision_id))
                    saved.append(self._save(session, review, actor, None))
                except ReviewConflict:
                    left_out[review.decision_id] = REVIEWED_MEANWHILE
                except LetterConflict as error:
                    if error.was_named:
                        raise
                    left_out[review.decision_id] = str(error)
                except (JobConflict, CaseErased) as error:
                    left_out[review.decision_id] = str(error)
            if not saved:
                raise ReviewConflict("; ".join(left_out.values()) or f"no case of {group_id} waits for a person")
            after = f"{saved[0].bulk_id}: {len(saved)} decisions"
            AuditLog(self.database).append(session, actor, "group.review", group_id, "", after)
            if self.undo_time > NO_UNDO:
                postpone_undo(session, saved, datetime.now(UTC) + self.undo_time)
        return Together(tuple(saved), left_out)

    def _require_answerable(self, session: Session, review: Review, version: int, appeal_id: str | None) -> None:
        """Raises ReviewConflict, CaseErased or JobConflict."""
        state = read_state(session, review.decision_id)
        if state.version != version:
            raise conflict(session, state, version)
        if appeal_id is None:
            require_not_erased(session, review.decision_id)
        require_not_claimed(session, review.decision_id, review.reviewer, review.reviewed_at)
        require_escalation_claimed(session, review.decision_id, review.reviewer)

    def _save(self, session: Session, review: Review, actor: str, appeal_id: str | None) -> Review:
        """A blind second answer that differs changes nothing but the jobs, until a lead decides."""
        before = read_state(session, review.decision_id).latest
        row = self._insert(session, review)
        saved_state = keep_before(session, row, review.reviewed_at + self.undo_time, appeal_id)
        stored = read_row(session.get_one(DecisionRow, review.decision_id, options=[WITH_JSON]))
        if appeal_id is not None:
            Appeals(self.database).close(session, appeal_id, review, stored.decision)
        writer = JobWriter(self.database, session, review.reviewed_at, actor)
        changes = finish_jobs_of(writer, stored, review, self.router, informed=appeal_id is not None)
        row.differs = changes.differs
        if not changes.differs:
            self._apply(session, stored, review)
        review = review_of(row)
        action, replaced = f"review.{review.action}", before.review_id if before else ""
        AuditLog(self.database).append(session, actor, action, review.decision_id, replaced, logged_review(review))
        if saved_state is not None:
            keep_jobs(saved_state, changes)
        mine = (DraftRow.decision_id == review.decision_id, DraftRow.person == review.reviewer)
        session.execute(delete(DraftRow).where(*mine))
        return review

    def _insert(self, session: Session, review: Review) -> ReviewRow:
        row = row_of(review)
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError as error:
            raise ReviewConflict(f"decision {review.decision_id} is not stored, or this review is already") from error
        return row

    def _apply(self, session: Session, stored: StoredDecision, review: Review) -> None:
        """Violations, the current state, the bank of confirmed violations and the letter."""
        deactivate_violations(session, review.decision_id)
        activate_violations(session, stored, review.violated)
        apply_review(session, review.decision_id, review)
        remove_overturned(session, review.decision_id, review.violated, review.reviewed_at)
        update_messages(session, stored, review, self.notifier)

    def undo(self, name: str, actor: str, reviewer: str | None, now: datetime) -> Undone:
        """`name`: the id of a review or of reviews that were made together. `reviewer` is who asks; None: anybody's
        review. Raises UndoRefused, and then undoes none of them."""
        query = select(ReviewRow).where((ReviewRow.review_id == name) | (ReviewRow.bulk_id == name))
        with self.database.write_transaction() as session:
            AuditLog(self.database).lock(session)
            rows = session.scalars(query.order_by(ReviewRow.number)).all()
            if not rows:
                raise UndoRefused(f"there is no review {name}")
            appeals = [self._undo(session, row, actor, reviewer, now) for row in rows]
            undone = tuple(map(review_of, rows))
            opened = zip(undone, appeals, strict=True)
            return Undone(undone, tuple((review, appeal) for review, appeal in opened if appeal is not None))

    def _undo(self, session: Session, row: ReviewRow, actor: str, reviewer: str | None, now: datetime) -> str | None:
        """Returns the appeal that is open again."""
        saved_state = self._require_undoable(session, row, reviewer, now)
        reviews = read_state(session, row.decision_id).reviews
        if reviews[-1].review_id != row.review_id:
            by, later = reviews[-1].reviewer, reviews[-1].review_id
            raise UndoRefused(f"{by} has reviewed {row.decision_id} since ({later}): read that review, and answer it")
        appeal_id = reopened_appeal(saved_state)
        AuditLog(self.database).append(
            session, actor, "review.undo", row.decision_id, review_summary(row), undo_summary(row.review_id)
        )
        row.undone_at = now
        changes = job_changes(saved_state)
        self._restore(session, saved_state, in_effect(reviews[:-1]))
        writer = JobWriter(self.database, session, now, actor)
        undo_job_changes(writer, changes)
        reclaim(writer, changes.finished, row.reviewer)
        return appeal_id

    def _require_undoable(self, session: Session, row: ReviewRow, reviewer: str | None, now: datetime) -> ReviewUndoRow:
        if row.undone_at is not None:
            raise UndoRefused(f"review {row.review_id} was undone already")
        if reviewer not in (None, row.reviewer):
            raise UndoRefused(f"review {row.review_id} is by {row.reviewer}, who alone can undo it")
        saved_state = session.get(ReviewUndoRow, row.review_id)
        if saved_state is None or saved_state.undo_until < now:
            seconds = f"{self.undo_time.total_seconds():g}"
            raise UndoRefused(
                f"review {row.review_id} can be undone for {seconds} seconds, and they are over: review again"
            )
        return saved_state

    def _restore(self, session: Session, saved_state: ReviewUndoRow, latest: Review | None) -> None:
        decision_id = saved_state.decision_id
        delivered = restore_before(session, saved_state)
        apply_review(session, decision_id, latest)
        if delivered and latest is not None:
            stored = read_row(session.get_one(DecisionRow, decision_id, options=[WITH_JSON]))
            update_messages(session, stored, latest, self.notifier)
