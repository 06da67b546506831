"""Whether a process still runs: by its pid on this host, by its lock in PostgreSQL."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from store.database import open_database
from store.decisions import DecisionStore
from store.processes import ProcessRegistry, this_process
from tests.store.databases import needs_postgres, new_database

UNNAMED = "local"  # the name of every process before each had its own
COUNT_LOCKS = text("SELECT count(*) FROM pg_locks WHERE objid = CAST(:key & 4294967295 AS oid)")
TERMINATE_SESSION = text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE objid = CAST(:key & 4294967295 AS oid)")


def test_running_process_has_not_exited() -> None:
    assert not this_process().has_exited()
    assert not replace(this_process(), pid=os.getppid()).has_exited()


def test_ended_process_has_exited() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    assert replace(this_process(), pid=ended.pid).has_exited()


def test_earlier_process_with_the_same_pid_has_exited() -> None:
    assert replace(this_process(), instance_id="an earlier one").has_exited()


def test_process_of_another_host_counts_as_running() -> None:
    assert not replace(this_process(), host="elsewhere", pid=2**22 + 1).has_exited()


def test_every_other_process_on_sqlite_has_exited(store: DecisionStore) -> None:
    registry = ProcessRegistry(store.database)
    registry.register()
    assert not registry.shared
    assert registry.exited(frozenset({registry.name, UNNAMED})) == {UNNAMED}


@pytest.fixture
def registries(tmp_path: Path) -> Iterator[list[ProcessRegistry]]:
    """Of two processes on one PostgreSQL database."""
    url = new_database(tmp_path)
    both = [ProcessRegistry(open_database(url)) for _ in range(2)]
    for registry in both:
        registry.register()
    yield both
    for registry in both:
        registry.unregister()
        registry.database.engine.dispose()


def names(registries: list[ProcessRegistry]) -> frozenset[str]:
    return frozenset({UNNAMED, *(registry.name for registry in registries)})


def wait_until_unlocked(registry: ProcessRegistry) -> None:
    """PostgreSQL ends a session a moment after its connection is closed."""
    for _ in range(200):
        with registry.database.transaction() as session:
            if session.scalar(COUNT_LOCKS, {"key": int(registry.name)}) == 0:
                return
        time.sleep(0.05)


@pytest.mark.slow
@needs_postgres
def test_registered_process_on_postgresql_has_not_exited(registries: list[ProcessRegistry]) -> None:
    for registry in registries:
        assert registry.exited(names(registries)) == {UNNAMED}


@pytest.mark.slow
@needs_postgres
def test_unregistered_process_has_exited_at_the_second_call(registries: list[ProcessRegistry]) -> None:
    first, second = registries
    first.exited(names(registries))
    second.unregister()
    wait_until_unlocked(second)
    assert first.exited(names(registries)) == {UNNAMED}
    assert first.exited(names(registries)) == {UNNAMED, second.name}


@pytest.mark.slow
@needs_postgres
def test_process_with_a_lost_connection_registers_again(registries: list[ProcessRegistry]) -> None:
    first, second = registries
    first.exited(names(registries))
    with first.database.transaction() as session:
        session.execute(TERMINATE_SESSION, {"key": int(second.name)})
    assert first.exited(names(registries)) == {UNNAMED}
    assert second.exited(names(registries)) == {UNNAMED}
    assert first.exited(names(registries)) == {UNNAMED}


@pytest.mark.slow
@needs_postgres
def test_postgresql_drops_a_silent_connection(registries: list[ProcessRegistry]) -> None:
    with registries[0].database.transaction() as session:
        settings = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout")
        assert [session.scalar(text(f"SHOW {setting}")) for setting in settings] == ["5", "5", "2", "15000"]
