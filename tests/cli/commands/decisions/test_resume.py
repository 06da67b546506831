import shutil
import socket
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.case import Case, ContentItem
from domain.decision import Decision, DecisionBasis
from policies.library import load_library
from store.decisions import open_store
from store.in_flight import InFlight
from store.processes import ProcessIdentity
from store.schema import DecisionRow
from tests.cli.commands.decisions.test_show import listed
from tests.cli.conftest import Run

STARTED_AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


@pytest.fixture
def exited() -> ProcessIdentity:
    """A process that has exited."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ProcessIdentity(host=socket.gethostname(), pid=ended.pid, instance_id="another")


@pytest.fixture
def basis(workspace: Path) -> DecisionBasis:
    """What a command without options asks for."""
    fingerprint = load_library(workspace / "corpus").fingerprint
    return DecisionBasis(as_of=date(2026, 9, 14), judge="rules+local", policy_fingerprint=fingerprint)


def interrupt(
    workspace: Path, exited: ProcessIdentity, case: Case, basis: DecisionBasis, decision_id: str = "dec_interrupted"
) -> None:
    with open_store(f"sqlite:///{workspace}/data/clausewise.db") as store:
        InFlight(store.database, exited, lambda: STARTED_AT).begin(case, decision_id, basis)


def stored(run: Run, decision_id: str) -> Decision:
    return Decision.model_validate_json(run("decisions", "show", decision_id, "--json").stdout)


def test_interrupted_case_is_reported_and_decided(
    run: Run, workspace: Path, exited: ProcessIdentity, basis: DecisionBasis
) -> None:
    interrupt(workspace, exited, Case(id="tea 7", facts={"price": 250}, market="NO"), basis)
    warning = (
        "1 undecided case of a process that ended early; decide with: clausewise decisions resume\n"
        "  dec_interrupted (case tea 7, begun 2026-11-20 08:30)\n"
    )
    assert run("decisions", "list").stderr == f"{warning}No stored decision matches.\n"
    ran = run("adjudicate", "case.yaml")
    assert (ran.exit_code, ran.stderr) == (0, warning)
    ran = run("decisions", "resume")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == "dec_interrupted (case tea 7, begun 2026-11-20 08:30): Violates PRC-1 Dear goods.\n"
    assert "dec_interrupted" in listed(run)
    assert run("decisions", "resume").stdout == "There is no undecided case.\n"


def test_invalid_case_does_not_stop_the_others(
    run: Run, workspace: Path, exited: ProcessIdentity, basis: DecisionBasis
) -> None:
    interrupt(workspace, exited, Case(id="tea", facts={"price": 1}, market="XX"), basis)
    interrupt(workspace, exited, Case(id="tea 7", facts={"price": 250}, market="NO"), basis, "dec_next")
    ran = run("decisions", "resume")
    assert (ran.exit_code, ran.stdout) == (
        2,
        "dec_next (case tea 7, begun 2026-11-20 08:30): Violates PRC-1 Dear goods.\n",
    )
    assert ran.stderr.startswith('dec_interrupted (case tea, begun 2026-11-20 08:30): unknown market "XX"')
    assert run("decisions", "resume").stdout == "There is no undecided case.\n"


def test_case_decided_by_another_process_is_cleared(
    run: Run, workspace: Path, exited: ProcessIdentity, basis: DecisionBasis
) -> None:
    run("adjudicate", "case.yaml")
    run("adjudicate", "case.yaml")
    with open_store(f"sqlite:///{workspace}/data/clausewise.db") as store:
        intact, damaged = (found.decision_id for found in store.list())
        stored_decision = store.get(intact)
        with store.database.write_transaction() as session:
            session.execute(update(DecisionRow).where(DecisionRow.decision_id == damaged).values(decision={}))
    assert stored_decision
    for decision_id in (damaged, intact):
        interrupt(workspace, exited, stored_decision.case, basis, decision_id)
    ran = run("decisions", "resume")
    assert (ran.exit_code, ran.stdout.count("another process has decided it.")) == (2, 1)
    assert f"decision {damaged} cannot be read" in ran.stderr
    assert damaged in run("decisions", "resume").stderr


def test_case_is_decided_with_the_judge_and_day_of_its_basis(
    run: Run, workspace: Path, exited: ProcessIdentity, basis: DecisionBasis
) -> None:
    case = Case(id="tea", content=(ContentItem(id="t", text="this tea cured my arthritis"),), facts={"price": 250})
    other = basis.model_copy(update={"as_of": date(2025, 2, 3), "judge": "rules"})
    interrupt(workspace, exited, case, basis, "dec_one")
    interrupt(workspace, exited, case, other, "dec_two")
    assert run("decisions", "resume").exit_code == 0
    traces = [stored(run, decision_id).trace for decision_id in ("dec_one", "dec_two")]
    again = [DecisionBasis(as_of=t.as_of, judge=t.judge, policy_fingerprint=t.policy_fingerprint) for t in traces]
    assert again == [basis, other]


def test_case_of_another_corpus_is_refused_without_any_corpus(
    run: Run, workspace: Path, exited: ProcessIdentity, basis: DecisionBasis
) -> None:
    shutil.copytree(workspace / "corpus", workspace / "before")
    policy = workspace / "corpus" / "claims.md"
    policy.write_text(policy.read_text().replace("facts.price > 100", "facts.price > 1000"))
    interrupt(workspace, exited, Case(id="tea", facts={"price": 250}, market="NO"), basis)
    ran = run("decisions", "resume")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == (
        "clausewise: dec_interrupted (case tea, begun 2026-11-20 08:30) was begun with corpus "
        f"{basis.policy_fingerprint[:12]}; this one is {load_library(workspace / 'corpus').fingerprint[:12]}\n"
        "name the folder of that corpus with --policies, or use this one with --any-corpus\n"
    )
    assert "Violates PRC-1" in run("decisions", "resume", "--policies", "before").stdout
    interrupt(workspace, exited, Case(id="tea", facts={"price": 250}, market="NO"), basis, "dec_more")
    assert run("decisions", "resume", "--any-corpus").exit_code == 0
    assert stored(run, "dec_more").verdict.outcome == "no_violation"
