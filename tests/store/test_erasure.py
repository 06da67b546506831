"""Erasing a creator: no word of theirs is left in the file, and the rest stands."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.appeal import Appeal, AppealStatus
from domain.case import Case, ContentItem
from domain.decision import Decision
from domain.message import MessageStatus, Notification
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.decisions import DecisionStore, open_store
from store.erasure import ERASED, Erasure
from store.errors import CaseErased, DecisionConflict
from store.schema import PendingRow
from tests.store.conftest import ASKED, taken_in
from tests.store.recorder import Scribe

Decide = Callable[..., Decision]
WORD = "xylographer"


def test_nothing_of_the_creator_is_left_in_the_file(
    store: DecisionStore, case: Case, decide: Decide, tmp_path: Path
) -> None:
    content = (ContentItem(id="i1", text=f"I am {WORD}"), *case.content)
    mine = case.model_copy(update={"creator_id": f"cr_{WORD}", "content": content})
    decision = decide("d1", "HLT-2.1")
    letter = decision.education.model_copy(update={"body": f"Dear {WORD}"})
    store.save(mine, decision.model_copy(update={"education": letter}))
    store.save(case, decide("d2", "HLT-2.1"))
    assert Erasure(store.database).creator(f"cr_{WORD}", "test") == 1
    record, other = store.get("d1"), store.get("d2")
    assert record
    assert other
    assert (record.case.content[0].text, record.case.creator_id) == (ERASED, None)
    assert record.decision.verdict.outcome is decision.verdict.outcome is Outcome.VIOLATION
    assert [f.clause_id for f in record.decision.verdict.findings] == [f.clause_id for f in decision.verdict.findings]
    assert other.case == case
    assert store.violations.of(f"cr_{WORD}") == ()
    assert store.violations.of("cr_ricardo") != ()
    found = store.audit.verify()
    assert (found.lines, found.broken) == (1, None)
    store.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert all(WORD.encode() not in path.read_bytes() for path in files)


def test_nothing_of_the_creator_is_sent_or_decided_any_more(store: DecisionStore, case: Case, decide: Decide) -> None:
    replace(store, postman=Scribe()).save(case, decide("d1", "HLT-2.1"))
    now = datetime.now(UTC)
    taken_in(store, "bat_1", [case], now)
    Erasure(store.database).creator("cr_ricardo", "test")
    assert store.outbox.due(now, 10) == ()
    assert store.outbox.count(MessageStatus.SUPERSEDED) == 1
    assert store.batches.open() == ()
    (item,) = store.batches.items("bat_1")
    assert (item.done, item.error) == (True, ERASED)


def test_what_was_being_decided_is_not_kept(record: DecisionStore, case: Case, decide: Decide) -> None:
    store = replace(record, who="test")
    store.in_flight.begin(case, "d1", ASKED)
    Erasure(store.database).creator("cr_ricardo", "test")
    with pytest.raises(CaseErased, match="hand it in again"):
        store.save(case, decide("d1"))
    assert (store.get("d1"), store.in_flight.pending()) == (None, ())
    store.in_flight.begin(case, "d2", ASKED)  # handed in afterwards
    store.save(case, decide("d2"))
    store.save(case, decide("d2"))
    assert [line.what for line in store.audit.lines()] == ["erase", "decision.create"]


def test_what_was_left_and_erased_is_not_begun_again(record: DecisionStore, case: Case) -> None:
    record.in_flight.begin(case, "d1", ASKED)
    again = replace(record.in_flight, again=True)
    again.begin(case, "d1", ASKED)
    Erasure(record.database).creator("cr_ricardo", "test")
    with pytest.raises(CaseErased, match="nothing is left"):
        again.begin(case, "d1", ASKED)
    with record.database.transaction() as session:
        assert session.scalars(select(PendingRow)).all() == []


def test_what_lost_to_a_decision_that_was_erased_leaves_no_note(
    record: DecisionStore, case: Case, decide: Decide
) -> None:
    record.save(case, decide("d1"))
    Erasure(record.database).creator("cr_ricardo", "test")
    record.in_flight.begin(case, "d1", ASKED)
    with pytest.raises(DecisionConflict):
        record.save(case, decide("d1"))
    with record.database.transaction() as session:
        assert session.scalars(select(PendingRow)).all() == []


def test_a_case_of_a_batch_that_was_read_before_is_not_begun(record: DecisionStore, case: Case) -> None:
    store = replace(record, in_flight=replace(record.in_flight, item=("bat_1", 0)))
    taken_in(store, "bat_1", [case], datetime.now(UTC))
    (item,) = store.batches.undone("bat_1", 0, 1)
    Erasure(store.database).creator("cr_ricardo", "test")
    with pytest.raises(CaseErased):
        store.in_flight.begin(case, item.decision_id, ASKED)
    with store.database.transaction() as session:
        assert session.scalars(select(PendingRow)).all() == []


def test_what_is_kept_while_an_erasure_waits_is_erased(record: DecisionStore, case: Case, decide: Decide) -> None:
    """Another process erases, and comes between the first write of keeping and its end."""
    url = record.database.engine.url.render_as_string(hide_password=False)
    record.in_flight.begin(case, "d1", ASKED)
    erasures: list[Future[int]] = []
    with ThreadPoolExecutor(1) as pool, open_store(url) as other:

        class Meanwhile(Scribe):
            def of_decision(self, case: Case, decision: Decision) -> Notification | None:
                erasures.append(pool.submit(Erasure(other.database).creator, "cr_ricardo", "test"))
                time.sleep(0.2)
                return super().of_decision(case, decision)

        replace(record, postman=Meanwhile(), who="test").save(case, decide("d1", "HLT-2.1"))
        assert erasures[0].result() == 1
    found = record.get("d1")
    assert found
    assert (found.case.creator_id, found.case.content[0].text) == (None, ERASED)
    assert record.violations.of("cr_ricardo") == ()


def test_what_is_read_anew_or_written_anew_meanwhile_is_not_kept(
    record: DecisionStore, case: Case, decide: Decide
) -> None:
    store, decision = replace(record, postman=Scribe()), decide("d1", "HLT-2.1")
    store.save(case, decision)
    appeal = Appeal(
        appeal_id="app_1", decision_id="d1", statement="No.", status=AppealStatus.OPEN, created_at=datetime.now(UTC)
    )
    with store.database.writing() as session:
        store.appeals.enter(session, appeal)
    Erasure(store.database).creator("cr_ricardo", "test")
    store.appeals.record_second_decision("app_1", decision)
    found = store.appeals.get("app_1")
    assert found
    assert (found.status, found.second_decision) == (AppealStatus.RE_REVIEWED, None)
    review = Review(
        review_id="rev_1",
        decision_id="d1",
        action=ReviewAction.UPHOLD,
        outcome=Outcome.VIOLATION,
        violated=("HLT-2.1",),
        reason="So it is.",
        reviewer="ana",
        reviewed_at=datetime.now(UTC),
    )
    store.review(review, None, "test")
    assert store.outbox.due(datetime.now(UTC), 10) == ()
