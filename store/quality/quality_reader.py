"""Reads what the measures of quality are made of: independent answers, traffic, and cases to label next."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Select, exists, func, select

from domain.job import JobKind, JobState
from domain.verdict import Outcome
from store.database import Database
from store.decision_rows import WITH_JSON, StoredDecision, read_row
from store.listing.listing_schema import CurrentViolationRow, DecisionStateRow
from store.quality.golden_jobs import GoldenJobs
from store.quality.golden_schema import GoldenCaseRow
from store.queue.queue_schema import JobRow
from store.reviews import NOT_UNDONE, ReviewedDecision, Reviews
from store.schema import DecisionRow, ReviewRow

State = DecisionStateRow
Answers = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class CaseCounts:
    """The number of cases, and of those with each outcome, violated clause, market and language."""

    cases: int
    outcome: Mapping[str, int]
    clause: Mapping[str, int]
    market: Mapping[str, int]
    language: Mapping[str, int]


@dataclass(frozen=True)
class QualityReader:
    database: Database

    def independent_answers(self, since: datetime | None = None) -> tuple[Answers, ...]:
        """For each case that two people or more answered without knowing of each other, the clauses that each found
        violated: of second reviews whose jobs are still stored, and of the golden set."""
        golden: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        for answer in GoldenJobs(self.database).answers(since):
            if answer.outcome is not Outcome.NEEDS_REVIEW:
                golden[answer.decision_id].setdefault(answer.reviewer, frozenset(answer.violated))
        pairs = (*self._second_reviews(since), *golden.values())
        return tuple(case for case in pairs if len(case) > 1)

    def _second_reviews(self, since: datetime | None) -> Iterator[Answers]:
        """The second review of a decision with the one before it."""
        done = (JobRow.kind == JobKind.SECOND_REVIEW.value, JobRow.state == JobState.DONE.value)
        jobs = select(JobRow.decision_id, JobRow.review_id).where(*done, JobRow.review_id.is_not(None))
        if since is not None:
            jobs = jobs.where(JobRow.finished_at >= since)
        with self.database.transaction() as session:
            seconds = {str(review_id): str(decision_id) for decision_id, review_id in session.execute(jobs)}
            reviews: dict[str, list[ReviewRow]] = defaultdict(list)
            decision_ids = jobs.with_only_columns(JobRow.decision_id)
            query = select(ReviewRow).where(ReviewRow.decision_id.in_(decision_ids), NOT_UNDONE)
            for row in session.scalars(query.order_by(ReviewRow.number)):
                reviews[row.decision_id].append(row)
            for made in reviews.values():
                for first, second in pairwise(made):
                    if second.review_id in seconds and first.reviewer != second.reviewer:
                        yield {one.reviewer: frozenset(one.violated) for one in (first, second)}

    def traffic(self, since: datetime) -> CaseCounts:
        """The decisions since then by their current outcome; not those that were made for the golden set."""
        labelled = exists().where(GoldenCaseRow.decision_id == State.decision_id, GoldenCaseRow.source == "dataset")
        return self._count(select(State.number).where(State.decided_at >= since, State.erased.is_(False), ~labelled))

    def golden(self) -> CaseCounts:
        """The golden set by its right answers."""
        in_set = GoldenCaseRow.removed_at.is_(None)
        cases = select(GoldenCaseRow.outcome, GoldenCaseRow.violated).where(in_set)
        with self.database.transaction() as session:
            rows = session.execute(cases).all()
        numbers = select(State.number).where(State.decision_id.in_(select(GoldenCaseRow.decision_id).where(in_set)))
        found = self._count(numbers)
        return CaseCounts(
            cases=len(rows),
            outcome=Counter(str(outcome) for outcome, _ in rows),
            clause=Counter(clause_id for _, violated in rows for clause_id in violated),
            market=found.market,
            language=found.language,
        )

    def _count(self, numbers: "Select[int]") -> CaseCounts:
        wanted = State.number.in_(numbers)
        clauses = select(CurrentViolationRow.clause_id, func.count()).where(CurrentViolationRow.number.in_(numbers))
        with self.database.transaction() as session:
            by_column = [
                {str(value): int(count) for value, count in session.execute(_grouped(column).where(wanted))}
                for column in (State.outcome, State.market, State.language)
            ]
            violated = session.execute(clauses.group_by(CurrentViolationRow.clause_id))
            outcome, market, language = by_column
            return CaseCounts(
                cases=sum(outcome.values()),
                outcome=outcome,
                clause={str(clause_id): int(count) for clause_id, count in violated},
                market=market,
                language=language,
            )

    def candidates(self, since: datetime, limit: int) -> tuple[ReviewedDecision, ...]:
        """Decisions since then that were never in the golden set, with their reviews: first those with a review, then
        the newest. Some have no review."""
        golden = exists().where(GoldenCaseRow.decision_id == State.decision_id)
        wanted = (State.decided_at >= since, State.erased.is_(False), ~golden)
        query = select(State.decision_id).where(*wanted)
        query = query.order_by(State.reviewed.desc(), State.decided_at.desc(), State.decision_id).limit(limit)
        with self.database.transaction() as session:
            ids = list(session.scalars(query))
        return tuple(Reviews(self.database).of_decisions(ids))

    def decisions_of_golden_set(self) -> tuple[StoredDecision, ...]:
        in_set = select(GoldenCaseRow.decision_id).where(GoldenCaseRow.removed_at.is_(None))
        query = select(DecisionRow).where(DecisionRow.decision_id.in_(in_set)).options(WITH_JSON)
        with self.database.transaction() as session:
            return tuple(map(read_row, session.scalars(query.order_by(DecisionRow.decision_id))))


def _grouped(column: Any) -> "Select[Any]":
    return select(column, func.count()).where(column.is_not(None)).group_by(column)
