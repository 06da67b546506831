from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from store.database import open_database
from store.decisions import DecisionStore
from store.process_registry import ProcessRegistry
from tests.api.processes import needs_postgres, new_database

EARLIER = "local"  # the name that every process had before each had its own
END_ITS_SESSION = text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE objid = CAST(:key & 4294967295 AS oid)")


def test_whoever_else_held_work_in_sqlite_has_ended(store: DecisionStore) -> None:
    presence = ProcessRegistry(store.database)
    presence.enter()
    assert not presence.shared
    assert presence.ended(frozenset({presence.name, EARLIER})) == {EARLIER}


@pytest.fixture
def two(tmp_path: Path) -> Iterator[list[ProcessRegistry]]:
    url = new_database(tmp_path)
    both = [ProcessRegistry(open_database(url)) for _ in range(2)]
    for presence in both:
        presence.enter()
    yield both
    for presence in both:
        presence.leave()
        presence.database.engine.dispose()


def names(two: list[ProcessRegistry]) -> frozenset[str]:
    return frozenset({EARLIER, *(presence.name for presence in two)})


@pytest.mark.slow
@needs_postgres
def test_in_postgresql_whoever_is_at_work_has_not_ended(two: list[ProcessRegistry]) -> None:
    for presence in two:
        assert presence.ended(names(two)) == {EARLIER}


@pytest.mark.slow
@needs_postgres
def test_who_left_has_ended_at_the_second_look_that_misses_them(two: list[ProcessRegistry]) -> None:
    first, second = two
    first.ended(names(two))
    second.leave()
    assert first.ended(names(two)) == {EARLIER}
    assert first.ended(names(two)) == {EARLIER, second.name}


@pytest.mark.slow
@needs_postgres
def test_who_lost_their_connection_is_back_at_their_next_look(two: list[ProcessRegistry]) -> None:
    first, second = two
    first.ended(names(two))
    with first.database.transaction() as session:
        session.execute(END_ITS_SESSION, {"key": int(second.name)})
    assert first.ended(names(two)) == {EARLIER}
    assert second.ended(names(two)) == {EARLIER}
    assert first.ended(names(two)) == {EARLIER}


@pytest.mark.slow
@needs_postgres
def test_postgresql_gives_a_machine_up_that_went_without_a_word(two: list[ProcessRegistry]) -> None:
    with two[0].database.transaction() as session:
        names = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout")
        assert [session.scalar(text(f"SHOW {name}")) for name in names] == ["5", "5", "2", "15000"]
