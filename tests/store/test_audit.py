"""The audit chain is valid as written, and invalid if an entry was changed, inserted or deleted."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from store.audit import AuditHead
from store.decisions import DecisionStore, open_store
from store.errors import ApiKeyNotFound

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from store.decisions import open_store
with open_store(sys.argv[1]) as store:
    for n in range(100):
        with store.database.transaction() as session:
            store.audit.append(session, sys.argv[2], "test", str(n))
"""
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
Entry = tuple[str, str, str, str, str]  # actor, action, subject, before, after


def append(store: DecisionStore, *entries: Entry) -> None:
    for entry in entries:
        with store.database.transaction() as session:
            store.audit.append(session, *entry)


def append_five(store: DecisionStore) -> None:
    append(store, *(("key", "review.uphold", f"dec_{n}", "", "rev") for n in range(5)))


@pytest.fixture
def memory_store() -> Iterator[DecisionStore]:
    with open_store("sqlite://") as store:
        yield store


def test_empty_log_is_valid(store: DecisionStore) -> None:
    verification = store.audit.verify()
    assert (verification.entries, verification.head, verification.error) == (0, "0" * 64, None)


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("UPDATE audit_log SET actor = 'nobody' WHERE number = 3", "entry 3 was changed"),
        ("UPDATE audit_log SET created_at = '2020-01-01 00:00:00.000000' WHERE number = 1", "entry 1 was changed"),
        ("UPDATE audit_log SET after = x'00ff' WHERE number = 3", "entry 3 was changed"),
        ("UPDATE audit_log SET created_at = 7 WHERE number = 3", "entry 3 was changed: it cannot be read"),
        ("UPDATE audit_log SET created_at = 'soon' WHERE number = 3", "entry 3 was changed: it cannot be read"),
        ("DELETE FROM audit_log WHERE number = 3", "entry 3 is missing"),
        ("DELETE FROM audit_log WHERE number = 1", "entry 1 is missing"),
        ("UPDATE audit_log SET number = 9 WHERE number = 5", "entry 5 is missing"),
        ("UPDATE audit_log SET digest = previous_digest WHERE number = 2", "entry 2 was changed"),
        (
            "INSERT INTO audit_log SELECT 0, created_at, actor, action, subject, before, after, previous_digest, "
            "digest FROM audit_log WHERE number = 1",
            "entry 1 is missing: entry 0 follows entry 0",
        ),
    ],
)
def test_tampering_is_detected(store: DecisionStore, statement: str, error: str) -> None:
    append_five(store)
    assert store.audit.verify().entries == 5
    with store.database.transaction() as session:
        session.execute(text(statement))
    found = store.audit.verify().error
    assert found is not None
    assert error in found


def test_deleted_last_entries_are_detected_with_a_saved_head(store: DecisionStore) -> None:
    append_five(store)
    head = store.audit.verify().head
    append(store, ("key", "erase", "x", "", ""))
    assert store.audit.verify(AuditHead(None, head)).error is None
    with store.database.transaction() as session:
        session.execute(text("DELETE FROM audit_log WHERE number >= 5"))
    assert store.audit.verify().error is None
    assert store.audit.verify(AuditHead(None, head)).error == "the entry with the saved digest is missing"


def test_cut_tail_is_told_by_the_number_of_a_saved_head(store: DecisionStore) -> None:
    assert store.audit.head() == AuditHead(0, "0" * 64)
    append_five(store)
    heads = AuditHead(0, "0" * 64), store.audit.head()
    assert AuditHead.from_json(heads[1].to_json()) == heads[1]
    assert store.audit.verify(*heads).error is None
    assert store.audit.verify(AuditHead(3, "f" * 64)).error == (
        "entry 3 is not the one whose digest was saved: the log was written anew"
    )
    with store.database.transaction() as session:
        session.execute(text("DELETE FROM audit_log WHERE number >= 4"))
    assert store.audit.verify(*heads).error == (
        "the log ends at entry 3, and a saved head is that of entry 5: its end was cut off"
    )


@pytest.mark.parametrize("number", [-(2**31), -(2**31) - 1, -(2**63), -1, 0, 2**40])
def test_entry_with_an_odd_number_is_detected(store: DecisionStore, number: int) -> None:
    append_five(store)
    copied = "created_at, actor, action, subject, before, after, previous_digest, digest FROM audit_log"
    with store.database.transaction() as session:
        session.execute(text(f"INSERT INTO audit_log SELECT {number}, {copied} WHERE number = 2"))
    assert store.audit.verify().error is not None
    assert len([*store.audit.entries()]) == 6


def test_entry_that_is_there_twice_is_detected(store: DecisionStore) -> None:
    """Somebody rebuilt the table without its key."""
    append_five(store)
    with store.database.transaction() as session:
        for statement in (
            "CREATE TABLE copy AS SELECT * FROM audit_log",
            "INSERT INTO copy SELECT * FROM copy WHERE number = 2",
            "DROP TABLE audit_log",
            "ALTER TABLE copy RENAME TO audit_log",
        ):
            session.execute(text(statement))
    assert store.audit.verify().error == "entry 3 is missing: entry 2 follows entry 2"


def test_entry_without_a_number_is_detected(store: DecisionStore) -> None:
    append_five(store)
    with store.database.transaction() as session:
        for statement in (
            "CREATE TABLE copy AS SELECT * FROM audit_log",
            "INSERT INTO copy SELECT NULL, created_at, actor, action, subject, before, after, previous_digest, digest "
            "FROM copy WHERE number = 2",
            "DROP TABLE audit_log",
            "ALTER TABLE copy RENAME TO audit_log",
        ):
            session.execute(text(statement))
    assert store.audit.verify().error == "the log has 6 entries, and 5 of them are numbered in order"


def revoke_unknown_key(store: DecisionStore) -> None:
    with store.database.transaction() as session:
        store.audit.append(session, "key", "key.revoke", "none")
        store.api_keys.revoke(session, "none", datetime.now(UTC))


def test_failed_write_leaves_no_entry(store: DecisionStore) -> None:
    append_five(store)
    with pytest.raises(ApiKeyNotFound):
        revoke_unknown_key(store)
    assert store.audit.verify().entries == 5


@given(entries=st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS), min_size=1, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # the examples share one store: entries add up
def test_any_text_is_stored_and_verified(memory_store: DecisionStore, entries: list[Entry]) -> None:
    previous = memory_store.audit.verify().entries
    append(memory_store, *entries)
    verification = memory_store.audit.verify()
    assert (verification.entries, verification.error) == (previous + len(entries), None)
    stored = list(memory_store.audit.entries())[previous:]
    assert [(e.actor, e.action, e.subject, e.before, e.after) for e in stored] == entries


def test_concurrent_processes_write_one_chain(url: str, store: DecisionStore) -> None:
    argv = [sys.executable, "-c", WRITER, url]
    processes = [subprocess.Popen([*argv, name], cwd=ROOT) for name in ("one", "two")]
    assert [process.wait(60) for process in processes] == [0, 0]
    verification = store.audit.verify()
    assert (verification.entries, verification.error) == (200, None)
