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
from store.process import ProcessIdentity
from store.schema import DecisionRow
from tests.cli.commands.decisions.test_decisions import listed
from tests.cli.conftest import Run

BEGUN = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


@pytest.fixture
def dead() -> ProcessIdentity:
    """A process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ProcessIdentity(host=socket.gethostname(), pid=ended.pid, life="another")


@pytest.fixture
def asked(here: Path) -> DecisionBasis:
    """What a run with no options is asked for."""
    fingerprint = load_library(here / "corpus").fingerprint
    return DecisionBasis(as_of=date(2026, 9, 14), judge="rules+local", policy_fingerprint=fingerprint)


def leave(here: Path, dead: ProcessIdentity, case: Case, asked: DecisionBasis, decision_id: str = "dec_left") -> None:
    with open_store(f"sqlite:///{here}/data/clausewise.db") as store:
        InFlight(store.database, dead, lambda: BEGUN).begin(case, decision_id, asked)


def kept(run: Run, decision_id: str) -> Decision:
    return Decision.model_validate_json(run("decisions", "show", decision_id, "--json").stdout)


def test_a_case_left_undecided_is_told_of_and_decided_after_all(
    run: Run, here: Path, dead: ProcessIdentity, asked: DecisionBasis
) -> None:
    leave(here, dead, Case(id="tea 7", facts={"price": 250}, market="NO"), asked)
    told = (
        "1 case left undecided by a process that ended early; decide with: clausewise decisions resume\n"
        "  dec_left (case tea 7, begun 2026-11-20 08:30)\n"
    )
    assert run("decisions", "list").stderr == f"{told}No decision on record fits.\n"
    ran = run("adjudicate", "case.yaml")
    assert (ran.exit_code, ran.stderr) == (0, told)
    ran = run("decisions", "resume")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == "dec_left (case tea 7, begun 2026-11-20 08:30): Breaks PRC-1 Dear goods.\n"
    assert "dec_left" in listed(run)
    assert run("decisions", "resume").stdout == "No case was left undecided.\n"


def test_one_that_cannot_be_decided_says_why_once_and_keeps_no_other(
    run: Run, here: Path, dead: ProcessIdentity, asked: DecisionBasis
) -> None:
    leave(here, dead, Case(id="tea", facts={"price": 1}, market="XX"), asked)
    leave(here, dead, Case(id="tea 7", facts={"price": 250}, market="NO"), asked, "dec_next")
    ran = run("decisions", "resume")
    assert (ran.exit_code, ran.stdout) == (
        2,
        "dec_next (case tea 7, begun 2026-11-20 08:30): Breaks PRC-1 Dear goods.\n",
    )
    assert ran.stderr.startswith('dec_left (case tea, begun 2026-11-20 08:30): unknown market "XX"')
    assert run("decisions", "resume").stdout == "No case was left undecided.\n"


def test_one_that_another_process_decided_is_done(
    run: Run, here: Path, dead: ProcessIdentity, asked: DecisionBasis
) -> None:
    run("adjudicate", "case.yaml")
    run("adjudicate", "case.yaml")
    with open_store(f"sqlite:///{here}/data/clausewise.db") as store:
        fine, worn = (found.decision_id for found in store.list())
        record = store.get(fine)
        with store.database.writing() as session:
            session.execute(update(DecisionRow).where(DecisionRow.decision_id == worn).values(decision={}))
    assert record
    for decision_id in (worn, fine):
        leave(here, dead, record.case, asked, decision_id)
    ran = run("decisions", "resume")
    assert (ran.exit_code, ran.stdout.count("another process decided it.")) == (2, 1)
    assert f"decision {worn} cannot be read back" in ran.stderr
    assert worn in run("decisions", "resume").stderr


def test_it_is_decided_by_the_judge_and_the_day_it_was_asked_for(
    run: Run, here: Path, dead: ProcessIdentity, asked: DecisionBasis
) -> None:
    case = Case(id="tea", content=(ContentItem(id="t", text="this tea cured my arthritis"),), facts={"price": 250})
    other = asked.model_copy(update={"as_of": date(2025, 2, 3), "judge": "rules"})
    leave(here, dead, case, asked, "dec_one")
    leave(here, dead, case, other, "dec_two")
    assert run("decisions", "resume").exit_code == 0
    traces = [kept(run, decision_id).trace for decision_id in ("dec_one", "dec_two")]
    again = [DecisionBasis(as_of=t.as_of, judge=t.judge, policy_fingerprint=t.policy_fingerprint) for t in traces]
    assert again == [asked, other]


def test_what_another_corpus_began_is_refused_unless_any_will_do(
    run: Run, here: Path, dead: ProcessIdentity, asked: DecisionBasis
) -> None:
    shutil.copytree(here / "corpus", here / "before")
    law = here / "corpus" / "claims.md"
    law.write_text(law.read_text().replace("facts.price > 100", "facts.price > 1000"))
    leave(here, dead, Case(id="tea", facts={"price": 250}, market="NO"), asked)
    ran = run("decisions", "resume")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == (
        "clausewise: dec_left (case tea, begun 2026-11-20 08:30) was begun by corpus "
        f"{asked.policy_fingerprint[:12]}, and this is {load_library(here / 'corpus').fingerprint[:12]}\n"
        "name the folder of that corpus with --policies, or decide by this one with --any-corpus\n"
    )
    assert "Breaks PRC-1" in run("decisions", "resume", "--policies", "before").stdout
    leave(here, dead, Case(id="tea", facts={"price": 250}, market="NO"), asked, "dec_more")
    assert run("decisions", "resume", "--any-corpus").exit_code == 0
    assert kept(run, "dec_more").verdict.outcome == "no_violation"
