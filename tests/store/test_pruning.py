"""What ended long ago goes, with a line in the log; what is under way or is asked for yet stays."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from domain.case import Case
from domain.decision import Decision
from store.decisions import DecisionStore
from store.errors import BatchUnknown
from store.pruning import Pruned, Pruning
from tests.store.conftest import taken_in

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
OLD, LATER = NOW - timedelta(days=1), NOW + timedelta(days=1)


def test_what_ended_before_is_gone(record: DecisionStore, case: Case, decide: Callable[..., Decision]) -> None:
    batches = record.batches
    made = [("bat_old", OLD), ("bat_open", OLD), ("bat_late", OLD), ("bat_left", OLD), ("bat_new", LATER)]
    for batch_id, at in made:
        taken_in(record, batch_id, [case, case], at)
    with record.database.writing() as session:
        batches.cancel(session, "bat_left", OLD)
    for batch_id, ends in (("bat_old", OLD), ("bat_late", LATER), ("bat_new", LATER)):
        batches.done(batch_id, 0, None, ends)
        batches.done(batch_id, 1, "why", OLD)
    batches.done("bat_open", 0, None, OLD)
    record.save(case, decide("dec_old00000"))
    record.idempotency_keys.claim("me", "old", "0", "bat_old", OLD)
    record.idempotency_keys.claim("me", "new", "0", "bat_new", LATER)
    assert Pruning(record.database).before(NOW, "test") == Pruned(batches=2, cases=4, requests=1)
    for batch_id in ("bat_old", "bat_left"):
        with pytest.raises(BatchUnknown):
            batches.get(batch_id)
    assert [batches.get(name).total for name in ("bat_open", "bat_late", "bat_new")] == [2, 2, 2]
    assert record.get("dec_old00000")
    assert record.idempotency_keys.claim("me", "new", "0", "other", NOW) == "bat_new"
    assert record.idempotency_keys.claim("me", "old", "1", "other", NOW) == "other"
    record.batches.put("bat_half", "test", [], OLD)  # its cases are still to come
    record.idempotency_keys.claim("me", "again", "0", "bat_old", OLD)
    with record.database.writing() as session:
        record.idempotency_keys.replace(session, "me", "again", "bat_old", "bat_new", NOW)
    log = [(line.what, line.subject) for line in record.audit.lines()]
    assert sorted(log) == [("batch.prune", "bat_left"), ("batch.prune", "bat_old"), ("requests.prune", "1 requests")]
    assert Pruning(record.database).before(NOW, "test") == Pruned()
    assert record.idempotency_keys.find("me", "again", "0") == "bat_new"
    assert len(list(record.audit.lines())) == 3
