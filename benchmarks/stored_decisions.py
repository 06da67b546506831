"""Fills a store with many decisions that wait for a person, as large as a real one, in a minute or two."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, insert, text

from domain.job import JobKind
from store.decision_rows import StoredDecision
from store.decisions import DecisionStore
from store.listing.listing_schema import CandidateClauseRow, CurrentViolationRow, DecisionStateRow, SearchWordRow
from store.listing.recount import recount
from store.queue.queue_schema import JobEventRow, JobRow
from store.schema import DecisionRow, ViolatedClauseRow, table

START = datetime(2026, 8, 1, tzinfo=UTC)
SEED, ROWS_PER_BATCH = 7, 1_000
CLAUSES, CANDIDATES = 60, 5  # candidates of an open verdict
WORDS, WORDS_PER_DECISION = 30_000, 40  # different words of all posts; of one post
CREATORS, MARKETS, LANGUAGES = 5_000, ("US", "GB", "DE", "FR", "ID"), ("en", "de", "fr", "es", "id")
OUTCOMES = ("violation", "no_violation", "no_violation", "needs_review")
KINDS = (JobKind.NEEDS_REVIEW, JobKind.HELD_LETTER, JobKind.APPEAL)
Rows = dict[type[Any], list[dict[str, Any]]]


def fill(store: DecisionStore, stored: StoredDecision, count: int, *, jobs_share: float = 1.0) -> None:
    """`stored` gives the JSON of each decision. Every decision has an open job with a chance of `jobs_share`."""
    chance = random.Random(SEED)
    case, decision = from_json(to_json(stored.case)), from_json(to_json(stored.decision))
    with store.database.engine.connect() as connection:
        for first in range(0, count, ROWS_PER_BATCH):
            rows: Rows = {}
            for number in range(first, min(first + ROWS_PER_BATCH, count)):
                for kind, row in _rows(number, case, decision, chance, jobs_share):
                    rows.setdefault(kind, []).append(row)
            _insert(connection, rows)
        recount(connection)
        connection.execute(text("ANALYZE"))
        connection.commit()


def _insert(connection: Connection, rows: Rows) -> None:
    with connection.begin():
        for kind, values in rows.items():
            connection.execute(insert(table(kind)), values)


def _rows(
    number: int, case: object, decision: object, chance: random.Random, jobs_share: float
) -> Iterator[tuple[type[Any], dict[str, Any]]]:
    decision_id, decided_at = f"dec_{number:06}", START + timedelta(seconds=90 * number)
    outcome = chance.choice(OUTCOMES)
    listed = {
        "decision_id": decision_id,
        "case_id": f"case_{number}",
        "creator_id": f"cr_{chance.randrange(CREATORS)}",
        "decided_at": decided_at,
    }
    payload = {"probability": 0.5, "summary": "A person decides.", "case": case, "decision": decision}
    yield DecisionRow, {**listed, "outcome": outcome, **payload}
    state = {"market": chance.choice(MARKETS), "language": chance.choice(LANGUAGES), "judge": "local"}
    current = {"decided_outcome": outcome, "outcome": outcome, "reviewed": number % 10 == 0, "erased": False}
    yield DecisionStateRow, {"number": number + 1, **listed, **state, **current}
    if outcome == "violation":
        clause_id = f"CL-{chance.randrange(CLAUSES)}"
        yield ViolatedClauseRow, {"decision_id": decision_id, "clause_id": clause_id}
        yield CurrentViolationRow, {"clause_id": clause_id, "number": number + 1}
    if outcome == "needs_review":
        for candidate in chance.sample(range(CLAUSES), CANDIDATES):
            yield CandidateClauseRow, {"clause_id": f"CL-{candidate}", "number": number + 1}
    for word in {int(WORDS * chance.random() ** 3) for _ in range(WORDS_PER_DECISION)}:  # few words are frequent
        yield SearchWordRow, {"word": f"word{word:05}", "number": number + 1}
    if chance.random() < jobs_share:
        yield from _job(number, decision_id, decided_at, chance)


def _job(
    number: int, decision_id: str, at: datetime, chance: random.Random
) -> Iterator[tuple[type[Any], dict[str, Any]]]:
    job_id, kind = f"job_{number:06}", chance.choice(KINDS).value
    yield (
        JobRow,
        {
            "job_id": job_id,
            "decision_id": decision_id,
            "kind": kind,
            "queue": f"queue{number % 5}",
            "rank": -chance.choice((50, 60, 70)),
            "state": "open",
            "created_at": at,
            "due_at": at + timedelta(hours=chance.choice((2, 8, 24))),
        },
    )
    event = {"job_id": job_id, "kind": "created", "at": at, "person": "", "text": "", "before": "", "after": "queue"}
    yield JobEventRow, event
