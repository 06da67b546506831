"""Filters that match many decisions try the newest one after another; they find the same as those that match few."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from domain.access import Caller, Scope
from domain.job import JobKind
from domain.verdict import Outcome
from store.decisions import DecisionStore
from store.listing.clause_conditions import FREQUENT
from store.listing.listing_schema import CandidateClauseRow, CurrentViolationRow, DecisionStateRow, SearchWordRow
from store.queue.job_lists import JobFilter
from store.queue.queue_schema import JobRow
from store.schema import DecisionRow, ViolatedClauseRow, table

START = datetime(2026, 11, 1, tzinfo=UTC)
COUNT = 2 * FREQUENT
OUTCOMES = (Outcome.VIOLATION, Outcome.NEEDS_REVIEW, Outcome.NO_VIOLATION)
BEN = Caller(key_id="key_ben", name="ben", scopes=(Scope.READ, Scope.REVIEW))
LENA = Caller(key_id="key_lena", name="lena", scopes=(Scope.READ, Scope.REVIEW, Scope.LEAD))
Rows = dict[type[Any], list[dict[str, Any]]]


def is_overturned(number: int) -> bool:
    return number % 15 == 0  # each of these was a violation, and waits for a second review


def outcome_of(number: int, *, as_decided: bool) -> Outcome:
    overturned = is_overturned(number) and not as_decided
    return Outcome.NO_VIOLATION if overturned else OUTCOMES[number % 3]


@pytest.fixture
def many(any_store: DecisionStore) -> DecisionStore:
    """A third violates A-1, a third may violate it; each has a job, the newest decision the most urgent one."""
    rows: Rows = {}
    for number in range(COUNT):
        for kind, row in rows_of(number):
            rows.setdefault(kind, []).append(row)
    with any_store.database.engine.begin() as connection:
        for kind, values in rows.items():
            connection.execute(insert(table(kind)), values)
    return any_store


def rows_of(number: int) -> list[tuple[type[Any], dict[str, Any]]]:
    decision_id, at = f"d{number:05}", START + timedelta(minutes=number)
    now, decided = outcome_of(number, as_decided=False), outcome_of(number, as_decided=True)
    listed = {"decision_id": decision_id, "case_id": "c", "creator_id": None, "decided_at": at}
    current = {"decided_outcome": decided.value, "outcome": now.value, "reviewed": now is not decided, "erased": False}
    place = {"market": None, "language": None, "judge": "local"}
    kind = JobKind.SECOND_REVIEW if is_overturned(number) else JobKind.SAMPLE
    job = {"job_id": f"j{number:05}", "decision_id": decision_id, "kind": kind.value, "queue": "default"}
    times = {"rank": 0, "state": "open", "created_at": at, "due_at": START - timedelta(minutes=number)}
    payload: dict[str, Any] = {"probability": None, "summary": "", "case": {}, "decision": {}}
    rows: list[tuple[type[Any], dict[str, Any]]] = [
        (DecisionRow, {**listed, "outcome": decided.value, **payload}),
        (DecisionStateRow, {"number": number + 1, **listed, **current, **place}),
        (SearchWordRow, {"word": "tea", "number": number + 1}),
        (JobRow, {**job, **times}),
    ]
    if decided is Outcome.VIOLATION:
        rows.append((ViolatedClauseRow, {"decision_id": decision_id, "clause_id": "A-1"}))
    if decided is Outcome.NEEDS_REVIEW:
        rows.append((CandidateClauseRow, {"clause_id": "A-1", "number": number + 1}))
    if now is Outcome.VIOLATION:
        rows.append((CurrentViolationRow, {"clause_id": "A-1", "number": number + 1}))
    return rows


@pytest.mark.parametrize("caller", [None, BEN, LENA], ids=["all", "ben", "lena"])
def test_many_matches(many: DecisionStore, caller: Caller | None) -> None:
    """Ben may get the second reviews, so the first ones are hidden from him."""
    seen: Any = {} if caller is None else {"seen_by": caller}
    newest = range(COUNT - 1, -1, -1)
    outcomes = {number: outcome_of(number, as_decided=caller is BEN) for number in newest}
    wanted = [number for number in newest if outcomes[number] is not Outcome.NO_VIOLATION]
    names = [f"d{number:05}" for number in wanted[:60]]
    assert [one.decision_id for one in many.list(60, clause_id="A-1", **seen)] == names
    assert [one.decision_id for one in many.list(60, clause_ids=["A-1"], text="tea", **seen)] == names
    by_clause: Any = {"clause_id": "A-1", **seen}
    jobs = many.queue.jobs.list(JobFilter(now=START), limit=60, decisions=by_clause)
    assert [job.decision_id for job in jobs] == names
    violations = [f"d{number:05}" for number in wanted if outcomes[number] is Outcome.VIOLATION][:60]
    by_outcome: Any = {"outcome": Outcome.VIOLATION, **seen}
    found = many.queue.jobs.list(JobFilter(now=START), limit=60, decisions=by_outcome)
    assert [job.decision_id for job in found] == violations
