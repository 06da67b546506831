"""Real processes that begin a decision, and live on, die, or finish."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from domain.case import Case
from domain.decision import Decision
from store.decision_rows import Record
from store.decisions import DecisionStore
from store.in_flight import LONGEST, Pending
from tests.store.conftest import ASKED

Decide = Callable[..., Decision]
ROOT = Path(__file__).resolve().parents[2]

BEGIN = """
import sys, time
from domain.case import Case
from domain.decision import Asked, Decision
from store.decisions import open_store
url, case, decision = sys.argv[1], Case.model_validate_json(sys.argv[2]), Decision.model_validate_json(sys.argv[3])
store = open_store(url)
asked = Asked(as_of=decision.trace.as_of, judge="rules+local", policy_fingerprint="f" * 64)
store.journal.begin(case, decision.decision_id, asked)
"""
WAIT = """
print("here", flush=True)
time.sleep(60)
"""
KEEP = """
store.keep(case, decision)
"""


@contextmanager
def at_work(script: str, url: str, case: Case, decision: Decision) -> Iterator["subprocess.Popen[str]"]:
    """A process that has run `script` up to its WAIT."""
    argv = [sys.executable, "-c", script, url, case.model_dump_json(), decision.model_dump_json()]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        yield process
        process.send_signal(signal.SIGKILL)


def test_a_process_killed_between_deciding_and_recording_is_missed(
    store: DecisionStore, url: str, case: Case, decide: Decide
) -> None:
    with at_work(BEGIN + WAIT, url, case, decide("d1")):
        assert store.in_flight.pending() == ()
    left = store.in_flight.pending()
    assert left == (Pending("d1", case, ASKED, left[0].begun_at),)
    assert abs(store.in_flight.now() - left[0].begun_at) < timedelta(minutes=1)
    assert store.get("d1") is None

    store.save(left[0].case, decide("d1"))
    assert store.in_flight.pending() == ()
    assert store.get("d1") == Record(case, decide("d1"))


def test_a_process_killed_after_recording_is_not(store: DecisionStore, url: str, case: Case, decide: Decide) -> None:
    with at_work(BEGIN + KEEP + WAIT, url, case, decide("d1")):
        pass
    assert store.in_flight.pending() == ()
    assert store.get("d1") == Record(case, decide("d1"))


def test_a_process_killed_inside_the_transaction_leaves_the_note_and_no_half(
    store: DecisionStore, url: str, case: Case, decide: Decide
) -> None:
    inside = """
from store.decision_rows import Record, insert_record
from store.in_flight import clear
with store.database.transaction() as session:
    clear(session.connection(), decision.decision_id)
    insert_record(session.connection(), Record(case, decision))
"""
    with at_work(BEGIN + inside + WAIT.replace("\n", "\n    "), url, case, decide("d1", "HLT-2.1")):
        pass
    assert [pending.decision_id for pending in store.in_flight.pending()] == ["d1"]
    assert store.get("d1") is None
    assert store.list(clause="HLT-2.1") == ()


def test_what_this_process_is_deciding_is_not_left(store: DecisionStore, case: Case) -> None:
    store.in_flight.begin(case, "d1", ASKED)
    assert store.in_flight.pending() == ()


def test_nothing_stays_unsaid_for_more_than_an_hour(store: DecisionStore, case: Case) -> None:
    begun_at = store.in_flight.now()
    replace(store.in_flight, now=lambda: begun_at).begin(case, "d1", ASKED)
    after = replace(store.in_flight, now=lambda: begun_at + LONGEST)
    later = replace(store.in_flight, now=lambda: begun_at + LONGEST + timedelta(seconds=1))
    assert after.pending() == ()
    assert later.pending() == (Pending("d1", case, ASKED, begun_at),)


def test_what_fails_in_sight_is_dismissed(store: DecisionStore, case: Case) -> None:
    store.in_flight.begin(case, "d1", ASKED)
    store.in_flight.begin(case, "d1", ASKED)
    store.in_flight.dismiss("d1")
    store.in_flight.dismiss("d1")
    later = store.in_flight.now() + 2 * LONGEST
    assert replace(store.in_flight, now=lambda: later).pending() == ()
