"""Compares what is stored with what the audit log says of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from store.audit_comments import comment_problems
from store.audit_golden import golden_problems
from store.audit_jobs import job_problems
from store.audit_rows import REVIEW, REVIEW_UNDO, row_problems
from store.database import Database
from store.decision_digest import DECISION_ERASED, DIGEST_ACTIONS, PREFIX, digest_in, digest_of_row
from store.decision_rows import WITH_JSON
from store.errors import StoreDamaged
from store.listing.check import list_problems
from store.reviews import logged_review, review_summary
from store.schema import ERASED, DecisionRow, ReviewRow
from store.service_schema import AuditRow

ENTRIES_PER_PAGE = 500
MAX_PROBLEMS = 20
LOGGED = (
    select(AuditRow)
    .where(AuditRow.action.in_(DIGEST_ACTIONS) | AuditRow.action.startswith(REVIEW))
    .order_by(AuditRow.number)
    .limit(ENTRIES_PER_PAGE)
)
FIRST_WITH_DIGEST = (
    select(AuditRow.created_at)
    .where(AuditRow.action.in_(DIGEST_ACTIONS), AuditRow.after.contains(PREFIX))
    .order_by(AuditRow.number)
    .limit(1)
)
NEWER = select(DecisionRow.decision_id).where(DecisionRow.decided_at > bindparam("since"))
LOGGED_IDS = select(AuditRow.subject).where(AuditRow.action.in_(DIGEST_ACTIONS))
NOT_LOGGED = NEWER.except_(LOGGED_IDS).order_by("decision_id").limit(MAX_PROBLEMS)  # reads each table once
IS_LATER = AuditRow.action.in_(DIGEST_ACTIONS[1:])
LATER_ENTRIES = select(AuditRow.subject, func.max(AuditRow.number)).where(IS_LATER).group_by(AuditRow.subject)
LATER_ENTRY = select(AuditRow.number).where(
    IS_LATER, AuditRow.subject == bindparam("decision_id"), AuditRow.number > bindparam("number")
)


@dataclass(frozen=True)
class StoredComparison:
    """`problems` name what differs, at most MAX_PROBLEMS. `covered` decisions are as the log says; of the
    `not_covered` ones it holds no digest: an older Clausewise made them."""

    problems: tuple[str, ...]
    covered: int
    not_covered: int


def compare_with_log(database: Database) -> StoredComparison:
    """The chain of the log is verified before."""
    comparison = _Comparison(database)
    stored = comparison.count()  # before reading the log: a service may add decisions meanwhile
    problems = tuple(islice(comparison.problems(), MAX_PROBLEMS))
    return StoredComparison(problems, comparison.covered, max(0, stored - comparison.present))


class _Comparison:
    def __init__(self, database: Database) -> None:
        self._database = database
        self.covered = self.present = 0

    def problems(self) -> Iterator[str]:
        """The lists follow from the rest, so they are compared where the rest is as logged."""
        is_as_logged = True
        for problem in self._of_what_is_logged():
            is_as_logged = False
            yield problem
        if is_as_logged:
            with self._database.snapshot() as connection:
                yield from list_problems(connection)

    def _of_what_is_logged(self) -> Iterator[str]:
        yield from self._differences()
        with self._database.transaction() as session:
            since = session.scalar(FIRST_WITH_DIGEST)
            unknown = session.scalars(NOT_LOGGED, {"since": since}).all() if since is not None else ()
        for decision_id in unknown:
            yield f"decision {decision_id} was written around Clausewise: the log has no entry of it"
        with self._database.transaction() as session:
            yield from row_problems(session)
            yield from job_problems(session)
            yield from comment_problems(session)
            yield from golden_problems(session)

    def _differences(self) -> Iterator[str]:
        with self._database.transaction() as session:
            later = {str(decision_id): int(number) for decision_id, number in session.execute(LATER_ENTRIES)}
        last = 0
        while True:
            with self._database.transaction() as session:
                page = session.scalars(LOGGED.where(AuditRow.number > last)).all()
                session.expunge_all()
                if not page:
                    return
                last = page[-1].number
                for entry in page:
                    yield from self._decision(session, entry, later) if entry.action in DIGEST_ACTIONS else ()
                    yield from _review(session, entry) if entry.action.startswith(REVIEW) else ()

    def count(self) -> int:
        with self._database.transaction() as session:
            return session.scalar(select(func.count()).select_from(DecisionRow)) or 0

    def _decision(self, session: Session, entry: AuditRow, later: Mapping[str, int]) -> Iterator[str]:
        """Of several entries about a decision, the last one counts."""
        digest = digest_in(entry.after)
        if digest is None or later.get(entry.subject, 0) > entry.number:
            return
        found = _digest_of_stored(session, entry.subject)
        self.present += found is not None
        if found == digest:
            self.covered += 1
        elif found is None:
            yield f"decision {entry.subject} is missing: entry {entry.number} says that it was stored"
        elif not session.scalar(
            LATER_ENTRY, {"decision_id": entry.subject, "number": entry.number}
        ):  # erased meanwhile
            yield f"decision {entry.subject} was changed: it is not the one of entry {entry.number}"


def _digest_of_stored(session: Session, decision_id: str) -> str | None:
    """None if there is no such decision; empty if it cannot be read."""
    try:
        row = session.get(DecisionRow, decision_id, options=[WITH_JSON])
        return digest_of_row(row) if row is not None else None
    except (StoreDamaged, AttributeError, TypeError, ValueError):  # a column holds a value that was never written
        return ""
    finally:
        session.expunge_all()


def _review(session: Session, entry: AuditRow) -> Iterator[str]:
    if entry.action == REVIEW_UNDO:
        return  # its review has an entry of its own
    review_id = entry.after.partition(":")[0]
    row = session.scalar(select(ReviewRow).where(ReviewRow.review_id == review_id))
    if row is None:
        yield f"review {review_id} is missing: entry {entry.number} says that it was stored"
        return
    stored = (row.decision_id, f"{REVIEW}{row.action}", review_summary(row))
    logged = (entry.subject, entry.action, entry.after.partition(PREFIX)[0])
    if stored != logged or not _has_words_of(session, entry, row):
        yield f"review {review_id} was changed: it is not the one of entry {entry.number}"


def _has_words_of(session: Session, entry: AuditRow, row: ReviewRow) -> bool:
    """Whether reviewer and reason are as logged. An entry of version 0.2.0 or older does not tell, and neither does any
    once the case is erased, with the reason."""
    if digest_in(entry.after) is None or logged_review(row) == entry.after:
        return True
    later = (AuditRow.subject == entry.subject, AuditRow.number > entry.number)
    erased = select(AuditRow.number).where(AuditRow.action == DECISION_ERASED, *later)
    return row.reason == ERASED and session.scalar(erased.limit(1)) is not None
