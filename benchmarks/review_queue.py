"""The review queue with 100,000 stored decisions, each with an open job: `python -m benchmarks.review_queue`.

The claim is compared with its two bare statements. TEST_POSTGRES_URL names a PostgreSQL server to measure too."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine, text

from agent.build import build
from agent.settings import read_settings
from benchmarks.stored_decisions import START, fill
from benchmarks.timing import elapsed_seconds
from domain.access import Caller, Scope
from domain.case import Case, ContentItem
from domain.decision import DecisionState
from domain.verdict import Outcome
from store.decision_rows import StoredDecision
from store.decisions import DecisionStore, open_store
from store.queue.job_lists import JobFilter

DECISIONS, CALLS = int(os.environ.get("CLAUSEWISE_BENCHMARK_DECISIONS", "100000")), 200
NOW, LEASE = START + timedelta(days=120), timedelta(minutes=10)
NEXT = """SELECT job_id FROM jobs {hint} WHERE state = 'open' AND (lease_until IS NULL OR lease_until <= :now)
ORDER BY rank, due_at, created_at, job_id LIMIT 1"""
HINTS = {"sqlite": "INDEXED BY ix_jobs_next"}  # else SQLite reads the whole table for this statement
CLAIM = "UPDATE jobs SET claimed_by = 'bare', lease_until = :until WHERE job_id = :job_id"
POST = "This tea cured my sister's diabetes within two weeks, and her doctor could not believe it. Link in my profile."
Call = Callable[[], object]


def main() -> None:
    with Console(stderr=True).status("filling"), tempfile.TemporaryDirectory() as folder:
        stored = _decide(Path(folder))
        for name, url in _urls(Path(folder)):
            with open_store(url) as store:
                fill(store, stored, DECISIONS)
                measured = {label: _times(call) for label, call in _calls(store).items()}
            Console().print(_table(name, measured))


def _decide(folder: Path) -> StoredDecision:
    case = Case(id="post", market="US", language="en", content=(ContentItem(id="caption", text=POST),))
    return StoredDecision(case, build(read_settings(data_dir=folder)).adjudicator.decide(case))


def _urls(folder: Path) -> Iterator[tuple[str, str]]:
    yield "SQLite", f"sqlite:///{folder}/queue.db"
    server = os.environ.get("TEST_POSTGRES_URL")
    if server is not None:
        with _new_database(server) as url:
            yield "PostgreSQL", url


@contextmanager
def _new_database(server: str) -> Iterator[str]:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE review_queue_benchmark"))
        try:
            yield f"{server.rpartition('/')[0]}/review_queue_benchmark"
        finally:
            connection.execute(text("DROP DATABASE review_queue_benchmark WITH (FORCE)"))
    engine.dispose()


def _calls(store: DecisionStore) -> dict[str, Call]:
    people = [Caller(key_id=f"key_{n}", name=f"person{n}", scopes=(Scope.READ, Scope.REVIEW)) for n in range(20)]
    turn = iter(range(10**9))
    queue, listed = store.queue, store.list
    return {
        "bare SELECT and UPDATE": lambda: _claim_bare(store, NOW),
        "claim the next job": lambda: queue.claims.claim_next(people[next(turn) % 20], LEASE, NOW),
        "claim the next job of a queue": lambda: queue.claims.claim_next(people[next(turn) % 20], LEASE, NOW, "queue3"),
        "counts of all queues": lambda: queue.jobs.counts(NOW),
        "first page of jobs": lambda: queue.jobs.list(JobFilter(now=NOW)),
        "first page of decisions": lambda: listed(50),
        "of a creator": lambda: listed(50, creator_id="cr_42"),
        "of an outcome, not reviewed, of a market": lambda: listed(
            50, outcome=Outcome.VIOLATION, reviewed=False, market="DE"
        ),
        "of a clause, violated or in question": lambda: listed(50, clause_id="CL-7"),
        "the same, as a moderator may see it": lambda: listed(50, clause_id="CL-7", seen_by=people[0]),
        "of a clause that no decision names": lambda: listed(50, clause_id="CL-99", seen_by=people[0]),
        "that wait for a person": lambda: listed(50, state=DecisionState.WAITING),
        "in no state that exists": lambda: listed(50, state=DecisionState.APPEALED),
        "with a rare word": lambda: listed(50, text="word29123"),
        "with two frequent words": lambda: listed(50, text="word00001 word00002"),
        "with a prefix of a tenth of all words": lambda: listed(50, text="word02"),
        "with a word that no post has": lambda: listed(50, text="nothing"),
    }


def _claim_bare(store: DecisionStore, now: datetime) -> None:
    with store.database.write_transaction() as session:
        statement = text(NEXT.format(hint=HINTS.get(store.database.engine.dialect.name, "")))
        job_id = session.execute(statement, {"now": now.replace(tzinfo=None)}).scalar_one()
        session.execute(text(CLAIM), {"until": (now + LEASE).replace(tzinfo=None), "job_id": job_id})


def _times(call: Call) -> tuple[float, float]:
    """The median and the 95th percentile in milliseconds."""
    times = [1000 * elapsed_seconds(call) for _ in range(CALLS)]
    return median(times), quantiles(times, n=20)[-1]


def _table(name: str, measured: dict[str, tuple[float, float]]) -> Table:
    table = Table("call", "p50 ms", "p95 ms", title=f"{DECISIONS:,} decisions with a job each, {name}")
    for label, times in measured.items():
        table.add_row(label, *(f"{one:.1f}" for one in times))
    return table


if __name__ == "__main__":
    main()
