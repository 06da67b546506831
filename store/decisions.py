"""The record of decisions: each kept whole with its case, listed, and found again by the beginning of its id."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from sqlalchemy import func, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import undefer_group

from domain.case import Case
from domain.decision import Decision
from domain.review import Review
from domain.verdict import Outcome
from store.appeals import Appeals
from store.audit import Audit, Entry
from store.batches import Batches
from store.cursor import Cursor
from store.database import Database, open_database
from store.decision_rows import Record, insert_record, kept
from store.erasure import NOTHING
from store.errors import AmbiguousId, DecisionConflict
from store.idempotency import IdempotencyKeys
from store.in_flight import InFlight, clear, open_journal
from store.keys import Keys
from store.notifications import NoNotifier, Notifier, post
from store.outbox import Outbox
from store.reviews import Reviews
from store.schema import DecisionClauseRow, DecisionRow
from store.violations import Violations, book

SHOWN = 5


@dataclass(frozen=True)
class Summary:
    """A kept decision in one line; `violated` are clause ids in order."""

    decision_id: str
    case_id: str
    creator_id: str | None
    decided_at: datetime
    outcome: Outcome
    confidence: float
    summary: str
    violated: tuple[str, ...]


@dataclass(frozen=True)
class DecisionStore:
    """`postman` says which messages decisions and reviews put into the outbox. Where it is known `who` decides, each
    new decision is a line of the audit log."""

    database: Database
    in_flight: InFlight
    postman: Notifier = field(default_factory=NoNotifier)
    who: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def reviews(self) -> Reviews:
        return Reviews(self.database)

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.database, self.postman)

    @property
    def batches(self) -> Batches:
        return Batches(self.database)

    @property
    def appeals(self) -> Appeals:
        return Appeals(self.database)

    @property
    def keys(self) -> Keys:
        return Keys(self.database)

    @property
    def audit(self) -> Audit:
        return Audit(self.database)

    @property
    def idempotency_keys(self) -> IdempotencyKeys:
        return IdempotencyKeys(self.database)

    @property
    def violations(self) -> Violations:
        return Violations(self.database)

    def close(self) -> None:
        self.database.engine.dispose()

    def save(self, case: Case, decision: Decision) -> None:
        """Keep both and clear the journal's note, in one transaction; keeping the same again changes nothing.

        Raises DecisionConflict where the id is kept with other content, CaseErased where the case was erased since its
        work began.
        """
        record = Record(case, decision)
        try:
            self._insert(record)
        except IntegrityError:
            self._require_same(record)
        finally:
            self.in_flight.begun.discard(decision.decision_id)

    def _insert(self, record: Record) -> None:
        decision, outcome = record.decision, record.decision.verdict.outcome
        with self.database.writing() as session:
            if self.who is not None:
                self.audit.enter(session, Entry(self.who, "decision.create", decision.decision_id, "", outcome.value))
            self.in_flight.close(session.connection(), decision.decision_id)
            insert_record(session.connection(), record)
            if outcome is Outcome.VIOLATION:
                book(session, record, record.violated)
            posting = self.postman.of_decision(record.case, decision)
            if posting is not None:
                post(session, decision.decision_id, posting, decision.decided_at)

    def _require_same(self, record: Record) -> None:
        """Some process kept this id before. The note goes where the same case was decided, or erased since."""
        name = record.decision.decision_id
        with self.database.writing() as session:
            before = kept(session.get_one(DecisionRow, name, options=[undefer_group("payload")]))
            if before.case in (record.case, NOTHING):
                clear(session.connection(), name)
        if before != record:
            raise DecisionConflict(
                f"decision {name} is kept with other content: a record is never changed, use a new id"
            )

    def review(self, review: Review, after: Review | None, who: str, appeal_id: str | None = None) -> None:
        """Review, ledger, message, the appeal that it closes, and the line of the audit log: all or nothing. Raises
        what `Reviews.enter` and `Appeals.close` raise."""
        told = f"{review.review_id}: {review.outcome} {', '.join(review.violated)}".strip()
        before = after.review_id if after else ""
        with self.database.writing() as session:
            self.audit.enter(session, Entry(who, f"review.{review.action}", review.decision_id, before, told))
            self.reviews.enter(session, review, after, self.postman)
            if appeal_id is not None:
                self.appeals.close(session, appeal_id, review.review_id)

    def has(self, decision_id: str) -> bool:
        query = select(DecisionRow.decision_id).where(DecisionRow.decision_id == decision_id)
        with self.database.transaction() as session:
            return session.scalar(query) is not None

    def get(self, decision_id: str) -> Record | None:
        """Raises StoreDamaged where it cannot be read back."""
        with self.database.transaction() as session:
            row = session.get(DecisionRow, decision_id, options=[undefer_group("payload")])
            return kept(row) if row else None

    def find(self, prefix: str) -> Record | None:
        """The decision whose id is `prefix` or alone begins with it; None where none does. Raises AmbiguousId."""
        beginning = func.substr(DecisionRow.decision_id, 1, len(prefix)) == prefix
        query = select(DecisionRow.decision_id).where(beginning).order_by(DecisionRow.decision_id).limit(SHOWN)
        with self.database.transaction() as session:
            ids = session.scalars(query).all()
        if len(ids) > 1 and prefix not in ids:
            raise AmbiguousId(f"{prefix!r} begins several decisions, give more of the id: {', '.join(ids)}")
        return self.get(ids[0]) if ids else None

    def list(
        self,
        limit: int = 20,
        *,
        creator: str | None = None,
        outcome: Outcome | None = None,
        clause: str | None = None,
        since: datetime | None = None,
        after: Cursor | None = None,
    ) -> tuple[Summary, ...]:
        """At most `limit` decisions, newest first, that fit all that is given; `clause` is one found violated, `after`
        the place of the last one that was seen."""
        newest = (DecisionRow.decided_at.desc(), DecisionRow.decision_id.desc())
        query = select(DecisionRow).order_by(*newest).limit(limit)
        if creator is not None:
            query = query.where(DecisionRow.creator_id == creator)
        if outcome is not None:
            query = query.where(DecisionRow.outcome == outcome.value)
        if clause is not None:
            query = query.where(DecisionRow.violated.any(DecisionClauseRow.clause_id == clause))
        if since is not None:
            query = query.where(DecisionRow.decided_at >= since)
        if after is not None:
            query = query.where(tuple_(DecisionRow.decided_at, DecisionRow.decision_id) < tuple_(*after))
        with self.database.transaction() as session:
            return tuple(_summary(row) for row in session.scalars(query))


def open_store(url: str) -> DecisionStore:
    """The record at `url`, such as `sqlite:////home/me/clausewise.db`; made, with its folder, where it is missing."""
    database = open_database(url)
    return DecisionStore(database, open_journal(database))


def _summary(row: DecisionRow) -> Summary:
    return Summary(
        decision_id=row.decision_id,
        case_id=row.case_id,
        creator_id=row.creator_id,
        decided_at=row.decided_at,
        outcome=Outcome(row.outcome),
        confidence=row.confidence,
        summary=row.summary,
        violated=tuple(violated.clause_id for violated in row.violated),
    )
