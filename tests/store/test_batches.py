"""A batch is there once all of it is; until then nobody sees it, and nobody waits for it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update

from domain.case import Case
from domain.decision import Decision
from store.decisions import DecisionStore
from store.errors import BatchUnknown, StoreBusy
from store.service_schema import BatchItemRow
from tests.store.conftest import taken_in

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_what_is_put_is_no_batch_until_it_is_entered(record: DecisionStore, case: Case) -> None:
    record.batches.put("bat_1", "test", [case, case], NOW)
    with pytest.raises(BatchUnknown):
        record.batches.get("bat_1")
    assert (record.batches.open(), record.batches.waiting()) == ((), 0)
    with record.database.writing() as session:
        record.batches.enter(session, "bat_1", 2)
    assert (record.batches.open(), record.batches.waiting()) == ((("bat_1", 2),), 2)
    assert [item.case_id for item in record.batches.items("bat_1")] == [case.id, case.id]
    assert record.batches.cases("bat_1", [1]) == {1: case}


def test_others_write_while_the_cases_of_a_batch_are_read(
    record: DecisionStore, case: Case, decide: Callable[..., Decision]
) -> None:
    """Another thread keeps a decision before each case is given out; it would wait for ever for a turn held."""

    def slowly(pool: ThreadPoolExecutor) -> Iterator[Case]:
        for number in range(60):
            pool.submit(record.save, case, decide(f"dec_{number}")).result(timeout=20)
            yield case

    with ThreadPoolExecutor(1) as pool:
        taken_in(record, "bat_1", slowly(pool), NOW)
    assert record.batches.get("bat_1").total == 60
    assert len(record.list(100)) == 60


def test_only_what_was_not_entered_is_dropped(record: DecisionStore, case: Case) -> None:
    taken_in(record, "bat_1", [case], NOW)
    record.batches.put("bat_2", "test", [case] * 60, NOW)
    for batch_id in ("bat_1", "bat_2", "bat_3"):
        record.batches.drop(batch_id)
    assert [len(list(record.batches.items(name))) for name in ("bat_1", "bat_2")] == [1, 0]
    with record.database.writing() as session, pytest.raises(StoreBusy, match="hand it in again"):
        record.batches.enter(session, "bat_2", 60)


def test_what_was_dropped_while_it_was_put_is_no_batch(record: DecisionStore, case: Case) -> None:
    def slowly() -> Iterator[Case]:
        for number in range(60):
            if number == 40:
                record.batches.drop("bat_1")
            yield case

    with pytest.raises(StoreBusy, match="hand it in again"):
        record.batches.put("bat_1", "test", slowly(), NOW)
    total = record.batches.put("bat_2", "test", [case] * 60, NOW)
    with record.database.writing() as session:
        session.execute(delete(BatchItemRow).where(BatchItemRow.number < 25))
    with record.database.writing() as session, pytest.raises(StoreBusy):
        record.batches.enter(session, "bat_2", total)


def test_a_drop_that_waits_for_an_entry_takes_nothing(record: DecisionStore, case: Case) -> None:
    total = record.batches.put("bat_1", "test", [case], NOW)
    with ThreadPoolExecutor(1) as pool:
        with record.database.writing() as session:
            record.batches.enter(session, "bat_1", total)
            drop = pool.submit(record.batches.drop, "bat_1")
            with suppress(TimeoutError):
                drop.result(timeout=0.3)
        drop.result(timeout=20)
    assert record.batches.get("bat_1").total == 1
    assert len(list(record.batches.items("bat_1"))) == 1


def test_what_a_dead_process_put_is_dropped(record: DecisionStore, case: Case) -> None:
    taken_in(record, "bat_1", [case], NOW)
    record.batches.put("bat_2", "test", [case], NOW)
    record.batches.put("bat_3", "test", [case], NOW + timedelta(minutes=1))
    record.batches.drop_left(NOW + timedelta(seconds=1))
    assert [len(list(record.batches.items(name))) for name in ("bat_1", "bat_2", "bat_3")] == [1, 0, 1]


def test_what_is_no_case_any_more_is_told_apart(record: DecisionStore, case: Case) -> None:
    taken_in(record, "bat_1", [case, case, case], NOW)
    with record.database.writing() as session:
        for number, told in ((0, {}), (1, {"id": "c", "content": 7})):
            item = (BatchItemRow.batch_id == "bat_1", BatchItemRow.number == number)
            session.execute(update(BatchItemRow).where(*item).values(case=told))
    assert [item.case_id for item in record.batches.undone("bat_1", 0, 3)] == [None, "c", case.id]
    assert record.batches.cases("bat_1", range(3)) == {0: None, 1: None, 2: case}
