"""The comparison with the audit log names jobs that were removed, added or changed; pruned ones are none of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from store.audit_comparison import compare_with_log
from store.decisions import DecisionStore
from store.pruning import Pruning
from store.queue.claims import assigned_job, next_job
from store.queue.job_lists import JobFilter, listed_jobs
from tests.store.queue.conftest import ANA, LEASE, NOW, Save, review_of


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("DELETE FROM jobs WHERE job_id = :job_id", "job {} is missing: the log says that it was stored"),
        (
            "UPDATE jobs SET state = 'done' WHERE job_id = :job_id",
            "job {} was changed: it is done, and the log says open",
        ),
        (
            "UPDATE jobs SET job_id = 'job_x' WHERE job_id = :job_id",
            "job job_x was written around Clausewise: the log has no entry of it",
        ),
    ],
)
def test_changed_job_is_named(queue_store: DecisionStore, save: Save, change: str, problem: str) -> None:
    job = save("d1")
    assert compare_with_log(queue_store.database).problems == ()
    with queue_store.database.transaction() as session:
        session.execute(text("DELETE FROM job_events"))
        session.execute(text(change), {"job_id": job.job_id})
    assert problem.format(job.job_id) in compare_with_log(queue_store.database).problems


def test_finished_jobs_are_pruned_and_others_stay(queue_store: DecisionStore, save: Save) -> None:
    done, opened = save("d1"), save("d2")
    queue_store.queue.claims.claim(done.job_id, ANA, LEASE, NOW)
    queue_store.review(review_of("d1", ANA), 0, ANA.key_id)
    assert Pruning(queue_store.database).prune(NOW, "test").jobs == 0
    assert Pruning(queue_store.database).prune(NOW + timedelta(seconds=1), "test").jobs == 1
    assert (queue_store.queue.jobs.get(done.job_id), queue_store.queue.jobs.events(done.job_id)) == (None, ())
    assert queue_store.queue.jobs.get(opened.job_id) == opened
    assert compare_with_log(queue_store.database).problems == ()


PLANS = [
    (next_job, None, "ix_jobs_next"),
    (next_job, "default", "ix_jobs_next_of_queue"),
    (assigned_job, None, "ix_jobs_assigned"),
    (assigned_job, "default", "ix_jobs_assigned"),
]


@pytest.mark.parametrize(("find", "queue", "index"), PLANS)
def test_the_next_job_is_found_by_an_index(
    store: DecisionStore, find: Callable[..., Any], queue: str | None, index: str
) -> None:
    """The plan of SQLite neither sorts nor reads the whole table."""
    compiled = find(ANA, NOW, queue).compile(
        dialect=sqlite.dialect(),
        compile_kwargs={"render_postcompile": True},
    )
    with store.database.engine.connect() as connection:
        values = ("",) * str(compiled).count("?")
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values).all()
    plan = [str(row[3]) for row in rows]
    assert f"USING INDEX {index} " in f"{plan[0]} ", plan
    assert not any("TEMP B-TREE" in step for step in plan), plan


def test_claimed_jobs_of_a_person_are_found_by_their_leases(store: DecisionStore) -> None:
    """Also once the statistics know of many open jobs and of no lease."""
    compiled = (
        listed_jobs(JobFilter(now=NOW, claimed_by="ana"))
        .limit(1)
        .compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
    )
    with store.database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        many = "INSERT INTO sqlite_stat1 VALUES ('jobs', 'ix_jobs_next', '100000 100000 1 1 1')"
        connection.exec_driver_sql(many)
        connection.exec_driver_sql("ANALYZE sqlite_schema")
        values = ("",) * str(compiled).count("?")
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values).all()
    assert "USING INDEX ix_jobs_leased" in str(rows[0][3])
