"""Several processes write to one new store."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from domain.case import Case
from domain.decision import Decision
from store.decisions import open_store

Decide = Callable[..., Decision]
ROOT = Path(__file__).resolve().parents[2]

WRITE = """
import sys
from domain.case import Case
from domain.decision import Decision, DecisionBasis
from store.decisions import open_store
url, name = sys.argv[1], sys.argv[4]
case, decision = Case.model_validate_json(sys.argv[2]), Decision.model_validate_json(sys.argv[3])
basis = DecisionBasis(as_of=decision.trace.as_of, judge="local", policy_fingerprint="f" * 64)
print("ready", flush=True)
sys.stdin.readline()
with open_store(url) as store:
    for number in range(40):
        own = decision.model_copy(update={"decision_id": f"{name}-{number}"})
        store.in_flight.begin(case, own.decision_id, basis)
        store.save(case, own)
        store.save(case, decision)
"""


def test_concurrent_processes_lose_no_decision(url: str, case: Case, decide: Decide) -> None:
    texts = [case.model_dump_json(), decide("shared", "HLT-2.1").model_dump_json()]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, url, *texts, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for name in ("a", "b", "c")
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    assert [(*writer.communicate(timeout=60), writer.returncode) for writer in writers] == [("", "", 0)] * 3
    with open_store(url) as store:
        saved = {summary.decision_id for summary in store.list(1000, clause_id="HLT-2.1")}
        assert store.in_flight.interrupted() == ()
    assert saved == {f"{name}-{number}" for name in ("a", "b", "c") for number in range(40)} | {"shared"}
