import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.case import Case
from domain.decision import Decision
from store.database import open_database
from store.decisions import DecisionStore, open_store
from store.errors import StoreDamaged, StoreTooNew, StoreUnwritable, StoreUrlInvalid
from store.schema import SCHEMA_VERSION
from tests.store.conftest import BASIS

Decide = Callable[..., Decision]


ADVICE = "restore a backup, or move it away (with its -wal and -shm files) to start a new one"


def test_new_store_is_created_with_its_folder_and_settings(url: str, tmp_path: Path) -> None:
    database = open_database(url)
    with database.transaction() as session:
        pragmas = [session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "busy_timeout", "foreign_keys")]
    database.engine.dispose()
    assert pragmas == ["wal", 15_000, 1]
    assert (tmp_path / "data" / "decisions.db").is_file()


@pytest.mark.parametrize("url", ["", "decisions.db", "nosuch://host/db"])
def test_invalid_url_is_rejected(url: str) -> None:
    with pytest.raises(StoreUrlInvalid, match=r"write one such as sqlite:////var/lib/clausewise\.db"):
        open_store(url)


def test_folder_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    path = tmp_path / "file" / "decisions.db"
    with pytest.raises(StoreUnwritable) as caught:
        open_store(f"sqlite:///{path}")
    assert str(caught.value) == (
        f"the database at {path} cannot be written (File exists): choose a location with write permission and free "
        "space by CLAUSEWISE_DATA_DIR or CLAUSEWISE_DATABASE_URL"
    )


def test_path_of_a_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(StoreUnwritable, match="unable to open database file"):
        open_store(f"sqlite:///{tmp_path}")


def test_read_only_store_is_read_and_not_written(
    store: DecisionStore, tmp_path: Path, case: Case, decide: Decide
) -> None:
    store.save(case, decide("d1"))
    with open_store(f"sqlite:///file:{tmp_path}/data/decisions.db?mode=ro&uri=true") as read_only:
        assert len(read_only.list()) == 1
        with pytest.raises(StoreUnwritable, match="attempt to write a readonly database"):
            read_only.in_flight.begin(case, "d2", BASIS)


def test_full_disk_is_reported_and_nothing_is_saved_in_part(store: DecisionStore, case: Case, decide: Decide) -> None:
    with store.database.transaction() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    long = case.model_copy(update={"facts": {"long": "x" * 1_000_000}})
    with pytest.raises(StoreUnwritable, match="database or disk is full"):
        store.save(long, decide("d1", "HLT-2.1"))
    assert store.list() == ()
    with store.database.transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM violated_clauses")) == 0


def test_file_that_is_no_database_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "decisions.db"
    path.write_bytes(b"this is not a database, whatever its name says" * 100)
    with pytest.raises(StoreDamaged) as caught:
        open_store(f"sqlite:///{path}")
    assert str(caught.value) == (
        f"the database at {path} is damaged or not from Clausewise (file is not a database): {ADVICE}"
    )
    assert path.read_bytes().startswith(b"this is not")


def test_truncated_file_is_reported(url: str, tmp_path: Path, case: Case, decide: Decide) -> None:
    path = tmp_path / "data" / "decisions.db"
    with open_store(url) as store:
        for number in range(60):
            store.save(case, decide(f"d{number}"))
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    with pytest.raises(StoreDamaged, match="database disk image is malformed"):
        read_all(url)


def read_all(url: str) -> None:
    with open_store(url) as store:
        for summary in store.list(1000):
            store.get(summary.decision_id)


def test_table_of_another_program_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE decisions (id INTEGER)")
    connection.close()
    with pytest.raises(StoreDamaged, match="no such column"):
        open_store(f"sqlite:///{path}")


@pytest.mark.parametrize("broken", ["{", "[]", '{"id": "case_1"}'])
def test_row_changed_by_hand_is_reported(store: DecisionStore, case: Case, decide: Decide, broken: str) -> None:
    store.save(case, decide("d1"))
    store.save(case, decide("d2"))
    with store.database.transaction() as session:
        session.execute(text("UPDATE decisions SET \"case\" = :broken WHERE decision_id = 'd1'"), {"broken": broken})
    with pytest.raises(StoreDamaged, match="restore a backup"):
        store.get("d1")
    assert store.get("d2") is not None
    assert len(store.list()) == 2


def test_store_of_a_newer_version_is_rejected_and_not_changed(url: str, tmp_path: Path) -> None:
    with open_store(url) as store, store.database.transaction() as session:
        session.execute(text(f"UPDATE store_version SET version = {SCHEMA_VERSION + 1}"))
        session.execute(text("DROP TABLE in_flight"))
    with pytest.raises(StoreTooNew) as caught:
        open_store(url)
    assert str(caught.value) == (
        f"the database at {tmp_path}/data/decisions.db has schema version {SCHEMA_VERSION + 1}, and this Clausewise "
        f"knows {SCHEMA_VERSION}: use the newer Clausewise that wrote it, or another CLAUSEWISE_DATABASE_URL"
    )
    with sqlite3.connect(tmp_path / "data" / "decisions.db") as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    assert "in_flight" not in tables
