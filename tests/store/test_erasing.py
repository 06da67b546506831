"""Erasing a creator: no word of theirs is left in the file, and the rest stands."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from domain.case import Case, ContentItem
from domain.decision import Decision
from domain.message import MessageStatus
from domain.verdict import Outcome
from store.decisions import DecisionStore
from store.erasing import ERASED, Erasing
from tests.store.scribe import Scribe

Decide = Callable[..., Decision]
WORD = "xylographer"


def test_nothing_of_the_creator_is_left_in_the_file(
    store: DecisionStore, case: Case, decide: Decide, tmp_path: Path
) -> None:
    content = (ContentItem(id="i1", text=f"I am {WORD}"), *case.content)
    mine = case.model_copy(update={"creator_id": f"cr_{WORD}", "content": content})
    decision = decide("d1", "HLT-2.1")
    letter = decision.education.model_copy(update={"body": f"Dear {WORD}"})
    store.keep(mine, decision.model_copy(update={"education": letter}))
    store.keep(case, decide("d2", "HLT-2.1"))
    assert Erasing(store.database).creator(f"cr_{WORD}", "test") == 1
    record, other = store.get("d1"), store.get("d2")
    assert record
    assert other
    assert (record.case.content[0].text, record.case.creator_id) == (ERASED, None)
    assert record.decision.verdict.outcome is decision.verdict.outcome is Outcome.VIOLATION
    assert [f.clause_id for f in record.decision.verdict.findings] == [f.clause_id for f in decision.verdict.findings]
    assert other.case == case
    assert store.ledger.of(f"cr_{WORD}") == ()
    assert store.ledger.of("cr_ricardo") != ()
    found = store.audit.verify()
    assert (found.lines, found.broken) == (1, None)
    store.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert all(WORD.encode() not in path.read_bytes() for path in files)


def test_nothing_of_the_creator_is_sent_or_decided_any_more(store: DecisionStore, case: Case, decide: Decide) -> None:
    replace(store, postman=Scribe()).keep(case, decide("d1", "HLT-2.1"))
    now = datetime.now(UTC)
    with store.database.writing() as session:
        store.batches.enter(session, "bat_1", "test", [case], now)
    Erasing(store.database).creator("cr_ricardo", "test")
    assert store.outbox.due(now, 10) == ()
    assert store.outbox.count(MessageStatus.SUPERSEDED) == 1
    assert store.batches.open() == ()
    (item,) = store.batches.items("bat_1")
    assert (item.done, item.error) == (True, ERASED)
