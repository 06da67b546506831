"""A batch is visible once all its cases are stored; storing them blocks no other writer."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update

from domain.case import Case
from domain.decision import Decision
from store.decisions import DecisionStore
from store.errors import BatchNotFound, StoreBusy
from store.service_schema import BatchItemRow
from tests.store.conftest import add_batch

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_batch_is_visible_once_it_is_committed(any_store: DecisionStore, case: Case) -> None:
    any_store.batch_intake.store_cases("bat_1", "test", [case, case], NOW)
    with pytest.raises(BatchNotFound):
        any_store.batches.get("bat_1")
    assert (any_store.batches.list_open(), any_store.batches.count_waiting_cases()) == ((), 0)
    with any_store.database.write_transaction() as session:
        any_store.batch_intake.commit(session, "bat_1", 2)
    assert (any_store.batches.list_open(), any_store.batches.count_waiting_cases()) == ((("bat_1", 2),), 2)
    assert [item.case_id for item in any_store.batches.items("bat_1")] == [case.id, case.id]
    assert any_store.batches.cases("bat_1", [1]) == {1: case}


def test_other_threads_write_while_cases_are_read(
    any_store: DecisionStore, case: Case, decide: Callable[..., Decision]
) -> None:
    """Another thread saves a decision before each case arrives; it would time out if the write lock were held."""

    def slow_cases(pool: ThreadPoolExecutor) -> Iterator[Case]:
        for number in range(60):
            pool.submit(any_store.save, case, decide(f"dec_{number}")).result(timeout=20)
            yield case

    with ThreadPoolExecutor(1) as pool:
        add_batch(any_store, "bat_1", slow_cases(pool), NOW)
    assert any_store.batches.get("bat_1").total == 60
    assert len(any_store.list(100)) == 60


def test_only_uncommitted_batches_are_discarded(any_store: DecisionStore, case: Case) -> None:
    add_batch(any_store, "bat_1", [case], NOW)
    any_store.batch_intake.store_cases("bat_2", "test", [case] * 60, NOW)
    for batch_id in ("bat_1", "bat_2", "bat_3"):
        any_store.batch_intake.discard(batch_id)
    assert [len(list(any_store.batches.items(name))) for name in ("bat_1", "bat_2")] == [1, 0]
    with any_store.database.write_transaction() as session, pytest.raises(StoreBusy, match="submit it again"):
        any_store.batch_intake.commit(session, "bat_2", 60)


def test_batch_discarded_while_it_is_stored_is_rejected(any_store: DecisionStore, case: Case) -> None:
    def discarded_at_40() -> Iterator[Case]:
        for number in range(60):
            if number == 40:
                any_store.batch_intake.discard("bat_1")
            yield case

    with pytest.raises(StoreBusy, match="submit it again"):
        any_store.batch_intake.store_cases("bat_1", "test", discarded_at_40(), NOW)
    total = any_store.batch_intake.store_cases("bat_2", "test", [case] * 60, NOW)
    with any_store.database.write_transaction() as session:
        session.execute(delete(BatchItemRow).where(BatchItemRow.number < 25))
    with any_store.database.write_transaction() as session, pytest.raises(StoreBusy):
        any_store.batch_intake.commit(session, "bat_2", total)


def test_discard_that_waits_for_a_commit_deletes_nothing(any_store: DecisionStore, case: Case) -> None:
    total = any_store.batch_intake.store_cases("bat_1", "test", [case], NOW)
    with ThreadPoolExecutor(1) as pool:
        with any_store.database.write_transaction() as session:
            any_store.batch_intake.commit(session, "bat_1", total)
            discard = pool.submit(any_store.batch_intake.discard, "bat_1")
            with suppress(TimeoutError):
                discard.result(timeout=0.3)
        discard.result(timeout=20)
    assert any_store.batches.get("bat_1").total == 1
    assert len(list(any_store.batches.items("bat_1"))) == 1


def test_abandoned_batches_are_discarded(any_store: DecisionStore, case: Case) -> None:
    add_batch(any_store, "bat_1", [case], NOW)
    any_store.batch_intake.store_cases("bat_2", "test", [case], NOW)
    any_store.batch_intake.store_cases("bat_3", "test", [case], NOW + timedelta(minutes=1))
    any_store.batch_intake.discard_abandoned(NOW + timedelta(seconds=1))
    assert [len(list(any_store.batches.items(name))) for name in ("bat_1", "bat_2", "bat_3")] == [1, 0, 1]


def test_invalid_stored_case_is_returned_as_none(any_store: DecisionStore, case: Case) -> None:
    add_batch(any_store, "bat_1", [case, case, case], NOW)
    with any_store.database.write_transaction() as session:
        for number, stored in ((0, {}), (1, {"id": "c", "content": 7})):
            item = (BatchItemRow.batch_id == "bat_1", BatchItemRow.number == number)
            session.execute(update(BatchItemRow).where(*item).values(case=stored))
    assert [item.case_id for item in any_store.batches.unfinished_items("bat_1", 0, 3)] == [None, "c", case.id]
    assert any_store.batches.cases("bat_1", range(3)) == {0: None, 1: None, 2: case}
