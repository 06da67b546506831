"""Processes that start a decision and then run on, are killed, or finish."""

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
from store.decision_rows import StoredDecision
from store.decisions import DecisionStore
from store.in_flight import MAX_DURATION, InterruptedDecision
from tests.store.conftest import BASIS

Decide = Callable[..., Decision]
ROOT = Path(__file__).resolve().parents[2]

BEGIN = """
import sys, time
from domain.case import Case
from domain.decision import Decision, DecisionBasis
from store.decisions import open_store
url, case, decision = sys.argv[1], Case.model_validate_json(sys.argv[2]), Decision.model_validate_json(sys.argv[3])
store = open_store(url)
basis = DecisionBasis(as_of=decision.trace.as_of, judge="rules+local", policy_fingerprint="f" * 64)
store.in_flight.begin(case, decision.decision_id, basis)
"""
WAIT = """
print("ready", flush=True)
time.sleep(60)
"""
SAVE = """
store.save(case, decision)
"""


@contextmanager
def running(script: str, url: str, case: Case, decision: Decision) -> Iterator["subprocess.Popen[str]"]:
    """A process that has run `script` up to its WAIT."""
    argv = [sys.executable, "-c", script, url, case.model_dump_json(), decision.model_dump_json()]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.send_signal(signal.SIGKILL)


def test_process_killed_before_saving_leaves_an_interrupted_decision(
    store: DecisionStore, url: str, case: Case, decide: Decide
) -> None:
    with running(BEGIN + WAIT, url, case, decide("d1")):
        assert store.in_flight.interrupted() == ()
    interrupted = store.in_flight.interrupted()
    assert interrupted == (InterruptedDecision("d1", case, BASIS, interrupted[0].started_at),)
    assert abs(store.in_flight.now() - interrupted[0].started_at) < timedelta(minutes=1)
    assert store.get("d1") is None

    store.save(interrupted[0].case, decide("d1"))
    assert store.in_flight.interrupted() == ()
    assert store.get("d1") == StoredDecision(case, decide("d1"))


def test_process_killed_after_saving_leaves_none(store: DecisionStore, url: str, case: Case, decide: Decide) -> None:
    with running(BEGIN + SAVE + WAIT, url, case, decide("d1")):
        pass
    assert store.in_flight.interrupted() == ()
    assert store.get("d1") == StoredDecision(case, decide("d1"))


def test_process_killed_in_the_transaction_saves_nothing_in_part(
    store: DecisionStore, url: str, case: Case, decide: Decide
) -> None:
    inside = """
from store.decision_rows import StoredDecision, insert_decision
from store.in_flight import clear_in_flight
with store.database.transaction() as session:
    clear_in_flight(session.connection(), decision.decision_id)
    insert_decision(session.connection(), StoredDecision(case, decision))
"""
    with running(BEGIN + inside + WAIT.replace("\n", "\n    "), url, case, decide("d1", "HLT-2.1")):
        pass
    assert [pending.decision_id for pending in store.in_flight.interrupted()] == ["d1"]
    assert store.get("d1") is None
    assert store.list(clause_id="HLT-2.1") == ()


def test_decision_of_a_running_process_is_not_interrupted(store: DecisionStore, case: Case) -> None:
    store.in_flight.begin(case, "d1", BASIS)
    assert store.in_flight.interrupted() == ()


def test_decision_counts_as_interrupted_after_an_hour(store: DecisionStore, case: Case) -> None:
    started_at = store.in_flight.now()
    replace(store.in_flight, now=lambda: started_at).begin(case, "d1", BASIS)
    after = replace(store.in_flight, now=lambda: started_at + MAX_DURATION)
    later = replace(store.in_flight, now=lambda: started_at + MAX_DURATION + timedelta(seconds=1))
    assert after.interrupted() == ()
    assert later.interrupted() == (InterruptedDecision("d1", case, BASIS, started_at),)


def test_dismissed_decision_is_not_interrupted(store: DecisionStore, case: Case) -> None:
    store.in_flight.begin(case, "d1", BASIS)
    store.in_flight.begin(case, "d1", BASIS)
    store.in_flight.dismiss("d1")
    store.in_flight.dismiss("d1")
    later = store.in_flight.now() + 2 * MAX_DURATION
    assert replace(store.in_flight, now=lambda: later).interrupted() == ()
