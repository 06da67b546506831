"""The chain of the audit log: whole as it was entered, and broken where anybody touched it."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from store.audit import Entry
from store.decisions import DecisionStore, open_store
from store.errors import KeyUnknown

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from store.audit import Entry
from store.decisions import open_store
with open_store(sys.argv[1]) as store:
    for n in range(100):
        with store.database.transaction() as session:
            store.audit.enter(session, Entry(sys.argv[2], "test", str(n), "", ""))
"""
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


def enter(store: DecisionStore, *entries: Entry) -> None:
    for entry in entries:
        with store.database.transaction() as session:
            store.audit.enter(session, entry)


def five(store: DecisionStore) -> None:
    enter(store, *(Entry("key", "review.uphold", f"dec_{n}", "", "rev") for n in range(5)))


def test_an_empty_log_is_whole(store: DecisionStore) -> None:
    found = store.audit.verify()
    assert (found.lines, found.head, found.broken) == (0, "0" * 64, None)


@pytest.mark.parametrize(
    ("tampering", "told"),
    [
        ("UPDATE audit SET who = 'nobody' WHERE number = 3", "line 3 is not as it was entered"),
        ("UPDATE audit SET at = '2020-01-01 00:00:00.000000' WHERE number = 1", "line 1 is not as it was entered"),
        ("UPDATE audit SET after = x'00ff' WHERE number = 3", "line 3 is not as it was entered"),
        ("UPDATE audit SET at = 7 WHERE number = 3", "line 3 is not as it was entered"),
        ("UPDATE audit SET at = 'soon' WHERE number = 3", "line 3 is not as it was entered"),
        ("DELETE FROM audit WHERE number = 3", "line 3 is missing"),
        ("DELETE FROM audit WHERE number = 1", "line 1 is missing"),
        ("UPDATE audit SET number = 9 WHERE number = 5", "line 5 is missing"),
        ("UPDATE audit SET digest = previous WHERE number = 2", "line 2 is not as it was entered"),
        (
            "INSERT INTO audit SELECT 0, at, who, what, subject, before, after, previous, digest FROM audit "
            "WHERE number = 1",
            "line 1 is missing: 0 follows 0",
        ),
    ],
)
def test_tampering_shows(store: DecisionStore, tampering: str, told: str) -> None:
    five(store)
    assert store.audit.verify().lines == 5
    with store.database.transaction() as session:
        session.execute(text(tampering))
    broken = store.audit.verify().broken
    assert broken is not None
    assert told in broken


def test_last_lines_that_were_taken_away_show_against_a_noted_head(store: DecisionStore) -> None:
    five(store)
    head = store.audit.verify().head
    enter(store, Entry("key", "erase", "x", "", ""))
    assert store.audit.verify(head).broken is None
    with store.database.transaction() as session:
        session.execute(text("DELETE FROM audit WHERE number >= 5"))
    assert store.audit.verify().broken is None
    assert store.audit.verify(head).broken == "the line whose digest was noted is not there any more"


def revoke_nothing(store: DecisionStore) -> None:
    with store.database.transaction() as session:
        store.audit.enter(session, Entry("key", "key.revoke", "none", "", ""))
        store.keys.revoke(session, "none", datetime.now(UTC))


def test_a_write_that_fails_leaves_no_line(store: DecisionStore) -> None:
    five(store)
    with pytest.raises(KeyUnknown):
        revoke_nothing(store)
    assert store.audit.verify().lines == 5


@given(st.lists(st.builds(Entry, WORDS, WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=4))
def test_whatever_is_entered_is_whole(entries: list[Entry]) -> None:
    with open_store("sqlite://") as store:
        enter(store, *entries)
        found = store.audit.verify()
        assert (found.lines, found.broken) == (len(entries), None)
        lines = [(line.who, line.what, line.subject, line.before, line.after) for line in store.audit.lines()]
        assert lines == [tuple(entry) for entry in entries]


def test_processes_that_write_at_once_leave_one_chain(url: str, store: DecisionStore) -> None:
    argv = [sys.executable, "-c", WRITER, url]
    running = [subprocess.Popen([*argv, name], cwd=ROOT) for name in ("one", "two")]
    assert [process.wait(60) for process in running] == [0, 0]
    found = store.audit.verify()
    assert (found.lines, found.broken) == (200, None)
