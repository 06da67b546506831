"""Finished batches and old idempotency keys are pruned and logged; unfinished and recent ones remain."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from domain.case import Case
from domain.decision import Decision
from store.decisions import DecisionStore
from store.errors import BatchNotFound
from store.pruning import PruneCounts, Pruning
from tests.store.conftest import add_batch

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
OLD, LATER = NOW - timedelta(days=1), NOW + timedelta(days=1)


def test_batches_and_keys_from_before_are_pruned(
    any_store: DecisionStore, case: Case, decide: Callable[..., Decision]
) -> None:
    batches = any_store.batches
    batch_times = [("bat_old", OLD), ("bat_open", OLD), ("bat_late", OLD), ("bat_cancelled", OLD), ("bat_new", LATER)]
    for batch_id, at in batch_times:
        add_batch(any_store, batch_id, [case, case], at)
    with any_store.database.write_transaction() as session:
        batches.cancel(session, "bat_cancelled", OLD)
    for batch_id, finished_at in (("bat_old", OLD), ("bat_late", LATER), ("bat_new", LATER)):
        batches.finish_item(batch_id, 0, None, finished_at)
        batches.finish_item(batch_id, 1, "why", OLD)
    batches.finish_item("bat_open", 0, None, OLD)
    any_store.save(case, decide("dec_old00000"))
    any_store.idempotency_keys.claim("me", "old", "0", "bat_old", OLD)
    any_store.idempotency_keys.claim("me", "new", "0", "bat_new", LATER)
    assert Pruning(any_store.database).prune(NOW, "test") == PruneCounts(batches=2, cases=4, idempotency_keys=1)
    for batch_id in ("bat_old", "bat_cancelled"):
        with pytest.raises(BatchNotFound):
            batches.get(batch_id)
    assert [batches.get(name).total for name in ("bat_open", "bat_late", "bat_new")] == [2, 2, 2]
    assert any_store.get("dec_old00000")
    assert any_store.idempotency_keys.claim("me", "new", "0", "other", NOW) == "bat_new"
    assert any_store.idempotency_keys.claim("me", "old", "1", "other", NOW) == "other"
    any_store.batch_intake.store_cases("bat_half", "test", [], OLD)  # not committed
    any_store.idempotency_keys.claim("me", "again", "0", "bat_old", OLD)
    with any_store.database.write_transaction() as session:
        any_store.idempotency_keys.replace(session, "me", "again", "bat_old", "bat_new", NOW)
    log = [(entry.action, entry.subject) for entry in any_store.audit.entries()]
    assert sorted(log) == [
        ("batch.prune", "bat_cancelled"),
        ("batch.prune", "bat_old"),
        ("idempotency_keys.prune", "1 idempotency keys"),
    ]
    assert Pruning(any_store.database).prune(NOW, "test") == PruneCounts()
    assert any_store.idempotency_keys.find("me", "again", "0") == "bat_new"
    assert len(list(any_store.audit.entries())) == 3
