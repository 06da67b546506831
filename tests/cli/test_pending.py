import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.case import Case
from store.decisions import open_store
from store.journal import Journal
from store.owner import Owner
from tests.cli.conftest import Run
from tests.cli.test_decisions import listed

BEGUN = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


@pytest.fixture
def dead() -> Owner:
    """A process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return Owner(host=socket.gethostname(), pid=ended.pid, life="another")


def leave(here: Path, dead: Owner, case: Case) -> None:
    with open_store(f"sqlite:///{here}/data/clausewise.db") as store:
        Journal(store.database, dead, lambda: BEGUN).begin(case, "dec_left")


def test_a_case_left_undecided_is_told_of_and_decided_after_all(run: Run, here: Path, dead: Owner) -> None:
    leave(here, dead, Case(id="tea 7", facts={"price": 250}, market="NO"))
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


def test_one_that_cannot_be_decided_says_why_once(run: Run, here: Path, dead: Owner) -> None:
    leave(here, dead, Case(id="tea", facts={"price": 1}, market="XX"))
    ran = run("decisions", "resume")
    assert ran.exit_code == 2
    assert ran.stderr.startswith('clausewise: unknown market "XX"')
    assert run("decisions", "resume").stdout == "No case was left undecided.\n"
