"""Media of a case are found in the bank: equal files, near ones, and never those of the case itself."""

from pathlib import Path

import pytest

from agent.evidence.media.hashes import DIFFERENCE_HASH
from agent.media_bank.filling import new_entry
from agent.media_bank.limits import NEAR_LIMITS
from agent.media_bank.matching import MAX_MATCHES, BankIndex, RecordedBank, StoredBank, open_bank
from agent.media_bank.words import sentence
from agent.settings import Settings
from domain.media import Media
from domain.media_bank import BankMatch
from store.decision_rows import StoredDecision
from store.decisions import DecisionStore
from store.media_bank.bank import MediaBank
from tests.agent.media_bank.media_cases import AT, case_with, near, photo

LIMIT = NEAR_LIMITS[DIFFERENCE_HASH]


@pytest.fixture
def bank(store: DecisionStore) -> MediaBank:
    return MediaBank(store.database)


def matches(bank: MediaBank, *media: Media, case_id: str = "other") -> tuple[BankMatch, ...]:
    return BankIndex.read(bank, bank.state(), NEAR_LIMITS).matches(media, case_id)


def test_equal_file_is_exact_whatever_its_hash(bank: MediaBank) -> None:
    bank.add([new_entry(photo(), "HLT-2.1", "ana", AT)], "test")
    (found,) = matches(bank, photo(value=near(100)))
    assert (found.id, found.media_id, found.clause_id, found.exact) == ("M1", "photo-1", "HLT-2.1", True)
    assert sentence(found) == (
        "photo-1 is the same file as a medium in which a person found a violation of HLT-2.1 "
        "(a file, in the bank since 2026-11-22)."
    )


@pytest.mark.parametrize(("bits", "found"), [(0, True), (LIMIT, True), (LIMIT + 1, False)])
def test_other_file_is_near_up_to_the_limit(bank: MediaBank, bits: int, found: bool) -> None:
    bank.add([new_entry(photo(), "HLT-2.1", "ana", AT)], "test")
    shown = [(one.exact, one.distance, one.bits) for one in matches(bank, photo(digest="cd", value=near(bits)))]
    assert shown == ([(False, bits, 512)] if found else [])


def test_nearest_of_each_medium_and_clause_counts(bank: MediaBank) -> None:
    entries = [new_entry(photo(f"p{n}", f"{n}{n}", near(n)), clause, "ana", AT) for n in (3, 5) for clause in "AB"]
    bank.add(entries, "test")
    found = matches(bank, photo("new", "cd"))
    assert [(one.clause_id, one.distance) for one in found] == [("A", 3), ("B", 3)]


@pytest.mark.parametrize(
    ("text", "found"),
    [("Turmeric cures it", True), ("Turmeric cure5 it!", True), ("we are open on Sunday", False), ("", True)],
)
def test_near_picture_with_other_words_is_another_one(
    store: DecisionStore, bank: MediaBank, decide: object, text: str, found: bool
) -> None:
    """The same file is the same whatever was read in it, and a picture without words is compared by its hash alone."""
    assert callable(decide)
    stored = StoredDecision(case_with(photo()), decide("d1", "HLT-2.1"))
    store.save(stored.case, stored.decision)
    bank.add([new_entry(photo(), "HLT-2.1", "ana", AT, of=stored)], "test")
    other = photo("new", "cd", near(3))
    index, texts = BankIndex.read(bank, bank.state(), NEAR_LIMITS), {"new": text}
    assert len(index.matches([other], "other", texts)) == found
    assert [one.exact for one in index.matches([photo("new")], "other", texts)] == [True]


def test_matches_are_bounded_and_exact_ones_come_first(bank: MediaBank) -> None:
    bank.add([new_entry(photo(), f"CLM-{n}", "ana", AT) for n in range(MAX_MATCHES + 5)], "test")
    found = matches(bank, photo("a", "cd", near(2)), photo("b"))
    assert len(found) == MAX_MATCHES
    assert {one.media_id for one in found} == {"b"}


def test_decision_does_not_confirm_its_own_case(store: DecisionStore, bank: MediaBank, decide: object) -> None:
    assert callable(decide)
    stored = StoredDecision(case_with(photo()), decide("d1", "HLT-2.1"))
    store.save(stored.case, stored.decision)
    bank.add([new_entry(photo(), "HLT-2.1", "ana", AT, of=stored)], "test")
    assert matches(bank, photo(), case_id="case_1") == ()
    (found,) = matches(bank, photo(), case_id="case_2")
    assert found.decision_id == "d1"


def test_stored_bank_sees_what_was_added_meanwhile(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path})
    stored, writer, case = StoredBank(settings), open_bank(settings), case_with(photo())
    assert stored.matches(case) == ()
    (entry,) = writer.add([new_entry(photo("file.png"), "HLT-2.1", "ana", AT)], "test")
    assert [one.entry_id for one in stored.matches(case)] == [entry.entry_id]
    writer.remove(entry.entry_id, "test", AT)
    assert stored.matches(case) == ()


def test_bank_is_not_opened_for_a_case_without_media(tmp_path: Path) -> None:
    folder = tmp_path / "none"
    assert StoredBank(Settings.model_validate({"data_dir": folder})).matches(case_with()) == ()
    assert not folder.exists()


def test_recorded_bank_gives_what_was_found_then(bank: MediaBank) -> None:
    bank.add([new_entry(photo(), "HLT-2.1", "ana", AT)], "test")
    found = matches(bank, photo())
    assert RecordedBank(found).matches(case_with()) == found


def test_limit_is_that_of_the_hash_that_media_have() -> None:
    assert NEAR_LIMITS.keys() == {DIFFERENCE_HASH}
