"""The decision store: saves decisions and reviews, and gives access to all other tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from sqlalchemy.exc import IntegrityError

from domain.case import Case
from domain.decision import Decision
from domain.review import Review
from domain.verdict import Outcome
from store.answer_cache import DEFAULT_LIMITS, AnswerCache, CacheLimits
from store.database import open_database
from store.decision_reader import DecisionReader
from store.decision_rows import WITH_JSON, StoredDecision, activate_violations, insert_decision, read_row
from store.errors import DecisionConflict
from store.in_flight import InFlight, clear_in_flight, open_in_flight
from store.listing.states import insert_state
from store.schema import DecisionRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.appeals import Appeals
    from store.audit import AuditLog
    from store.batch_intake import BatchIntake
    from store.batches import Batches
    from store.idempotency import IdempotencyKeys
    from store.keys import ApiKeys
    from store.notifications import Notifier
    from store.outbox import Outbox
    from store.people.people import People
    from store.queue.copies import CopyFinder
    from store.queue.jobs import JobRouter
    from store.queue.review_queue import ReviewQueue
    from store.review_writer import ReviewWriter
    from store.reviews import Reviews
    from store.violations import Violations


@dataclass(frozen=True)
class DecisionStore(DecisionReader):
    """`notifier` chooses the messages of decisions and reviews, `router` their jobs; without one there are none.
    `copies` recognises copies of a text. `cache_limits` are those of the cached answers. A review can be undone for
    `undo_time`. The properties import their modules on first use, so that deciding one case loads few of them."""

    in_flight: InFlight
    notifier: "Notifier | None" = None
    cache_limits: CacheLimits = DEFAULT_LIMITS
    undo_time: timedelta = timedelta(0)
    router: "JobRouter | None" = None
    copies: "CopyFinder | None" = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def answers(self) -> AnswerCache:
        return AnswerCache(self.database, self.cache_limits)

    @property
    def reviews(self) -> "Reviews":
        from store.reviews import Reviews

        return Reviews(self.database)

    @property
    def review_writer(self) -> "ReviewWriter":
        from store.review_writer import ReviewWriter

        return ReviewWriter(self.database, self.notifier, self.router, self.undo_time)

    @property
    def people(self) -> "People":
        from store.people.people import People

        return People(self.database)

    @property
    def queue(self) -> "ReviewQueue":
        from store.queue.review_queue import ReviewQueue

        return ReviewQueue(self.database, self.router, self.undo_time)

    @property
    def outbox(self) -> "Outbox":
        from store.outbox import Outbox

        return Outbox(self.database, self.notifier)

    @property
    def batches(self) -> "Batches":
        from store.batches import Batches

        return Batches(self.database)

    @property
    def batch_intake(self) -> "BatchIntake":
        from store.batch_intake import BatchIntake

        return BatchIntake(self.database)

    @property
    def appeals(self) -> "Appeals":
        from store.appeals import Appeals

        return Appeals(self.database, self.router)

    @property
    def api_keys(self) -> "ApiKeys":
        from store.keys import ApiKeys

        return ApiKeys(self.database)

    @property
    def audit(self) -> "AuditLog":
        from store.audit import AuditLog

        return AuditLog(self.database)

    @property
    def idempotency_keys(self) -> "IdempotencyKeys":
        from store.idempotency import IdempotencyKeys

        return IdempotencyKeys(self.database)

    @property
    def violations(self) -> "Violations":
        from store.violations import Violations

        return Violations(self.database)

    def close(self) -> None:
        self.database.engine.dispose()

    def save(
        self, case: Case, decision: Decision, decided_by: str | None = None, answers: Mapping[str, str] | None = None
    ) -> None:
        """Saves all and clears the in-flight entry in one transaction; saving the same again changes nothing. With
        `decided_by`, a new decision is also an entry of the audit log. `answers` of a model, by key, are cached.

        Raises DecisionConflict if another decision has this id, CaseErased if the case was erased in the meantime.
        """
        stored = StoredDecision(case, decision)
        try:
            self._insert(stored, decided_by, answers)
        except IntegrityError:
            self._require_same(stored)
        finally:
            self.in_flight.started_ids.discard(decision.decision_id)

    def _insert(self, stored: StoredDecision, decided_by: str | None, answers: Mapping[str, str] | None) -> None:
        decision, outcome = stored.decision, stored.decision.verdict.outcome
        with self.database.write_transaction() as session:
            insert_decision(session.connection(), stored)  # the large rows, which nobody else waits for
            self.audit.lock(session)  # also for the counts, whose rows many decisions have in common
            self.in_flight.finish(session.connection(), decision.decision_id)
            if answers:
                self.answers.keep(session.connection(), stored.case, answers)
            insert_state(session.connection(), stored)
            if outcome is Outcome.VIOLATION:
                activate_violations(session, stored, stored.violated)
            letter_held = False
            if self.notifier is not None:
                from store.notifications import enqueue_for_decision

                letter_held = enqueue_for_decision(session, stored, self.notifier)
            if self.router is not None:
                from store.queue.jobs import JobWriter, create_jobs_for_decision

                writer = JobWriter(self.database, session, decision.decided_at)
                create_jobs_for_decision(writer, stored, self.router, self.copies, letter_held=letter_held)
            if decided_by is not None:
                self._log(session, decided_by, stored)

    def _log(self, session: "Session", decided_by: str, stored: StoredDecision) -> None:
        from store.decision_digest import digest_of, with_digest

        after = with_digest(stored.decision.verdict.outcome.value, digest_of(stored))
        self.audit.append(session, decided_by, "decision.create", stored.decision.decision_id, after=after)

    def _require_same(self, stored: StoredDecision) -> None:
        """The id exists already. Clears the in-flight entry if the same case was decided, or erased since."""
        from store.erasure import ERASED_CASE

        decision_id = stored.decision.decision_id
        with self.database.write_transaction() as session:
            existing = read_row(session.get_one(DecisionRow, decision_id, options=[WITH_JSON]))
            if existing.case in (stored.case, ERASED_CASE):
                clear_in_flight(session.connection(), decision_id)
        if existing != stored:
            raise DecisionConflict(
                f"decision {decision_id} is stored with other content and never changes: use a new id"
            )

    def review(
        self, review: Review, version: int, actor: str, appeal_id: str | None = None, letter_version: str | None = None
    ) -> Review:
        """With all that follows from it, in one transaction. `version` is that of the ReviewState that the reviewer
        saw, `letter_version` that of the letter. Raises what `ReviewWriter.save` raises."""
        letters = {review.decision_id: letter_version}
        return self.review_writer.save([(review, version)], actor, appeal_id, letters)[0]


def open_store(
    url: str, notifier: "Notifier | None" = None, cache_limits: CacheLimits = DEFAULT_LIMITS
) -> DecisionStore:
    """Opens the store at `url`, such as `sqlite:////home/me/clausewise.db`; creates it, with its folder, if missing."""
    database = open_database(url)
    return DecisionStore(database, open_in_flight(database), notifier, cache_limits)
