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
    assert store.audit.verify(head).error is None
    with store.database.transaction() as session:
        session.execute(text("DELETE FROM audit_log WHERE number >= 5"))
    assert store.audit.verify().error is None
    assert store.audit.verify(head).error == "the entry with the saved digest is missing"


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
