"""The bank stores hashes by clause, follows reviews, and forgets erased creators."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from domain.case import Case
from domain.decision import Decision
from domain.media_bank import BankEntry, BankHash, BankSource
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.decisions import DecisionStore
from store.erasure import Erasure
from store.media_bank.bank import BankEntryNotFound, MediaBank
from store.media_bank.bank_schema import BankEntryRow, BankHashRow

Decide = Callable[..., Decision]
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def entry(name: str, clause_id: str = "HLT-2.1", decision_id: str | None = "d1", **fields: object) -> BankEntry:
    values = {
        "entry_id": f"bank_{name}",
        "clause_id": clause_id,
        "decision_id": decision_id,
        "media_id": "photo-1",
        "source": BankSource.REVIEW,
        "added_at": AT,
        "added_by": "ana",
        "hashes": (BankHash(name="dhash512", value="00ff"), BankHash(name="sha256", value="ab" * 32)),
    }
    return BankEntry.model_validate(values | fields)


@pytest.fixture
def bank(store: DecisionStore, case: Case, decide: Decide) -> MediaBank:
    store.save(case, decide("d1", "HLT-2.1", "DSC-1.1"))
    return MediaBank(store.database)


def overturn(*violated: str) -> Review:
    return Review(
        review_id="r1",
        decision_id="d1",
        action=ReviewAction.AMEND if violated else ReviewAction.OVERTURN,
        outcome=Outcome.VIOLATION if violated else Outcome.NO_VIOLATION,
        violated=violated,
        reason="She quotes a doctor's warning.",
        reviewer="ana",
        reviewed_at=AT + timedelta(days=40),
    )


def test_entry_is_stored_once_and_listed_with_its_hashes(bank: MediaBank) -> None:
    assert bank.add([entry("a"), entry("b", decision_id=None)], "test") == (entry("a"), entry("b", decision_id=None))
    assert bank.add([entry("a")], "test") == ()
    assert bank.list() == (entry("a"), entry("b", decision_id=None))
    assert bank.list("DSC-1.1") == ()
    assert bank.list(limit=1, offset=1) == (entry("b", decision_id=None),)
    assert [(one.entry_id, one.case_id, one.name) for one in bank.hashes()][::2] == [
        ("bank_a", "case_1", "dhash512"),
        ("bank_b", None, "dhash512"),
    ]


def test_state_differs_whenever_the_entries_do(bank: MediaBank) -> None:
    states = [bank.state()]
    bank.add([entry("a")], "test")
    states.append(bank.state())
    bank.remove("bank_a", "test", AT)
    states.append(bank.state())
    bank.add([entry("a", source=BankSource.PERSON, added_at=AT + timedelta(days=1))], "test")
    states.append(bank.state())
    assert len({*states}) == 4
    assert bank.state() == states[-1]


def test_removed_entry_of_a_review_returns_only_by_hand(bank: MediaBank) -> None:
    bank.add([entry("a")], "test")
    assert bank.remove("bank_a", "test", AT) == entry("a")
    assert bank.list() == ()
    assert [*bank.hashes()] == []
    assert bank.add([entry("a")], "test") == ()
    by_hand = entry("a", source=BankSource.PERSON, added_by="ben")
    assert bank.add([by_hand], "test") == (by_hand,)
    assert bank.list() == (by_hand,)
    with pytest.raises(BankEntryNotFound, match="the bank has no entry bank_x"):
        bank.remove("bank_x", "test", AT)


def test_overturned_decision_leaves_the_bank_and_may_return(store: DecisionStore, bank: MediaBank) -> None:
    bank.add([entry("a"), entry("b", "DSC-1.1"), entry("c", decision_id=None)], "test")
    store.review(overturn("DSC-1.1"), 0, "test")
    assert [one.entry_id for one in bank.list()] == ["bank_b", "bank_c"]
    again = overturn().model_copy(update={"review_id": "r2"})
    store.review(again, 1, "test")
    assert [one.entry_id for one in bank.list()] == ["bank_c"]
    assert bank.add([entry("a")], "test") == (entry("a"),)


def test_erased_creator_leaves_no_hash(store: DecisionStore, bank: MediaBank) -> None:
    bank.add([entry("a"), entry("c", decision_id=None)], "test")
    bank.add([entry("b", "DSC-1.1")], "test")
    bank.remove("bank_b", "test", AT)
    Erasure(store.database).erase_creator("cr_ricardo", "test")
    with store.database.transaction() as session:
        left = {*session.scalars(select(BankEntryRow.entry_id)), *session.scalars(select(BankHashRow.entry_id))}
    assert left == {"bank_c"}


def test_each_change_is_in_the_audit_log_by_ids_alone(store: DecisionStore, bank: MediaBank) -> None:
    bank.add([entry("a", note="seen in May")], "key_1")
    bank.remove("bank_a", "key_1", AT)
    logged = [(one.actor, one.action, one.subject) for one in store.audit.entries()][-2:]
    assert logged == [("key_1", "media_bank.add", "bank_a"), ("key_1", "media_bank.remove", "bank_a")]
    assert store.audit.verify().error is None
