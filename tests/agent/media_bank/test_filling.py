"""The bank takes the media that a confirmed finding quotes, once nobody can appeal any more."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from agent.media_bank.filling import BankFilling
from domain.appeal import Appeal, AppealStatus
from domain.decision import Decision
from domain.media_bank import BankSource
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.decisions import DecisionStore
from store.media_bank.bank import MediaBank
from tests.agent.media_bank.media_cases import AT, case_with, entries_of, photo

Decide = Callable[..., Decision]
LATER = AT + timedelta(days=31)


def uphold(*violated: str, name: str = "r1", at: datetime = AT) -> Review:
    return Review(
        review_id=name,
        decision_id="d1",
        action=ReviewAction.UPHOLD if violated else ReviewAction.OVERTURN,
        outcome=Outcome.VIOLATION if violated else Outcome.NO_VIOLATION,
        violated=violated,
        reason="The label promises a cure.",
        reviewer="ana",
        reviewed_at=at,
    )


@pytest.fixture
def bank(store: DecisionStore, decide: Decide) -> MediaBank:
    """With a decision about two photos, of which the finding quotes the first."""
    store.save(case_with(photo(), photo("photo-2", "cd")), decide("d1", "HLT-2.1"))
    return MediaBank(store.database)


def test_quoted_photo_is_added_when_the_time_to_appeal_is_over(store: DecisionStore, bank: MediaBank) -> None:
    store.review(uphold("HLT-2.1"), 0, "test")
    waiting = BankFilling(store).run("test", AT + timedelta(days=29))
    assert (waiting.added, waiting.waiting) == ((), 1)
    filled = BankFilling(store).run("test", LATER)
    (entry,) = bank.list()
    assert (filled.added, filled.waiting) == ((entry,), 0)
    assert (entry.clause_id, entry.decision_id, entry.media_id) == ("HLT-2.1", "d1", "photo-1")
    assert (entry.source, entry.added_by, entry.added_at) == (BankSource.REVIEW, "ana", LATER)
    assert [one.name for one in entry.hashes] == ["dhash512", "sha256", "words"]
    assert BankFilling(store).run("test", LATER).added == ()


def test_decision_without_a_review_adds_nothing(store: DecisionStore, bank: MediaBank) -> None:
    filled = BankFilling(store).run("test", LATER)
    assert (filled.added, filled.waiting, bank.list()) == ((), 0, ())


def test_open_appeal_holds_it_back_and_an_overturn_takes_it_out(store: DecisionStore, bank: MediaBank) -> None:
    store.review(uphold("HLT-2.1"), 0, "test")
    appeal = Appeal(
        appeal_id="app_1", decision_id="d1", statement="It is tea.", status=AppealStatus.OPEN, created_at=AT
    )
    with store.database.write_transaction() as session:
        store.appeals.create(session, appeal)
    assert BankFilling(store).run("test", datetime.now(UTC) + timedelta(days=400)).added == ()
    store.review(uphold("HLT-2.1", name="r2"), 1, "test", "app_1")
    assert len(BankFilling(store).run("test", LATER).added) == 1
    store.review(uphold(name="r3", at=LATER), 2, "test")
    assert bank.list() == ()
    assert BankFilling(store).run("test", LATER + timedelta(days=60)).added == ()


def test_clause_that_no_finding_quotes_is_left_to_a_person(store: DecisionStore, bank: MediaBank) -> None:
    amended = uphold("HLT-2.1", "PRC-1.1").model_copy(update={"action": ReviewAction.AMEND})
    store.review(amended, 0, "test")
    BankFilling(store).run("test", LATER)
    assert entries_of(bank).keys() == {("d1", "HLT-2.1")}


def test_quote_outside_of_media_adds_nothing(store: DecisionStore, bank: MediaBank, decide: Decide) -> None:
    """The words stand in a caption beside the photo."""
    beside = case_with(photo("photo-9"), name="case_9", item="ocr-1")
    caption = beside.content[0].model_copy(update={"id": "c1", "region": None})
    store.save(beside.model_copy(update={"content": (caption,)}), decide("d9", "HLT-2.1"))
    store.review(uphold("HLT-2.1").model_copy(update={"decision_id": "d9"}), 0, "test")
    assert BankFilling(store).run("test", LATER).added == ()


def test_entry_that_a_person_removed_does_not_return(store: DecisionStore, bank: MediaBank) -> None:
    store.review(uphold("HLT-2.1"), 0, "test")
    BankFilling(store).run("test", LATER)
    bank.remove(bank.list()[0].entry_id, "test", LATER)
    assert BankFilling(store).run("test", LATER + timedelta(days=1)).added == ()
