"""Fifty people claim at once, in ten processes: no job is given twice, and none is lost when a process is killed."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from domain.case import Case
from domain.decision import Decision
from domain.job import JobState
from domain.verdict import Outcome
from store.decisions import open_store
from store.queue.job_lists import JobFilter
from tests.store.databases import STORES, database_url
from tests.store.queue.conftest import ANA, LEASE, NOW
from tests.store.queue.fake_router import FakeRouter

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]
JOBS, PROCESSES, THREADS = 150, 10, 5
CLAIM = """
import sys
from concurrent.futures import ThreadPoolExecutor
from store.decisions import open_store
from tests.store.queue.conftest import LEASE, NOW, person
url, process, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])

def work(number):
    caller = person(f"{process}-{number}")
    while job := store.queue.claims.claim_next(caller, LEASE, NOW):
        print(job.job_id, caller.name, flush=True)

with open_store(url) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
"""


def start(url: str, process: int) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    argv = [sys.executable, "-c", CLAIM, url, f"p{process}", str(THREADS)]
    pipe = subprocess.PIPE
    return subprocess.Popen(argv, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment)


@pytest.mark.parametrize("kind", STORES)
def test_no_job_is_given_twice_and_none_is_lost(
    kind: str, tmp_path: Path, case: Case, decide: Callable[..., Decision]
) -> None:
    url = database_url(kind, tmp_path)
    with replace(open_store(url), router=FakeRouter()) as store:
        for number in range(JOBS):
            store.save(case, decide(f"d{number}", outcome=Outcome.NEEDS_REVIEW, hour=number % 24))
    claimers = [start(url, process) for process in range(PROCESSES)]
    for claimer in claimers:
        assert claimer.stdout
        assert claimer.stdout.readline() == "ready\n"
    for claimer in claimers:
        assert claimer.stdin
        claimer.stdin.write("\n")
        claimer.stdin.flush()
    victim, *others = claimers
    assert victim.stdout
    told = [victim.stdout.readline() for _ in range(3)]
    os.kill(victim.pid, signal.SIGKILL)
    told += victim.communicate(timeout=60)[0].splitlines()
    for other in others:
        output, errors = other.communicate(timeout=120)
        assert (errors, other.returncode) == ("", 0)
        told += output.splitlines()
    given = [line.split() for line in told if line.strip()]
    assert [job_id for job_id, times in Counter(job_id for job_id, _ in given).items() if times > 1] == []
    with open_store(url) as store:
        jobs = store.queue.jobs.list(JobFilter(now=NOW), limit=2 * JOBS)
        assert {job.state for job in jobs} == {JobState.OPEN}
        holders = {job.job_id: job.claimed_by for job in jobs}
        assert len(holders) == JOBS
        assert [job_id for job_id, name in given if holders[job_id] != name] == []
        untold = {job_id for job_id, name in holders.items() if name is None or name.startswith("p0-")} - {
            job_id for job_id, _ in given
        }
        assert len(holders) - len(given) == len(untold) <= THREADS  # at most one for each thread that was killed
        free_again = [store.queue.claims.claim_next(ANA, LEASE, NOW + LEASE) for _ in range(JOBS)]
        assert {job.job_id for job in free_again if job} == set(holders)
        assert store.audit.verify().error is None
