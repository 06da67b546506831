"""Opening a warehouse: by URL, to read only, never over tables of something else."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.databases import needs_postgres, new_database
from tests.warehouse.warehouses import FILES, warehouse_url
from warehouse.connection import connect, open_warehouse
from warehouse.engines.extras import require
from warehouse.errors import ExtraMissing, WarehouseMissing, WarehouseUnusable, WarehouseUrlInvalid
from warehouse.tables.operations import OPERATION_TABLES


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("events.db", "is no URL of a warehouse"),
        ("mysql://somewhere", "mysql is no database that a warehouse can use"),
        ("sqlite://events.db", "names no file: write sqlite:///events.db"),
        ("sqlite:///:memory:", "would be empty for the next command: name a file"),
        ("duckdb:///", "names no file: write duckdb:///events.db"),
    ],
)
def test_url_that_names_no_warehouse(url: str, message: str) -> None:
    with pytest.raises(WarehouseUrlInvalid, match=message), open_warehouse(url):
        pass


@pytest.mark.parametrize("kind", FILES)
def test_what_was_stored_is_there_when_it_is_opened_again(kind: str, tmp_path: Path) -> None:
    url = warehouse_url(kind, tmp_path)
    for read_only in (False, False, True):
        with open_warehouse(url, read_only) as warehouse:
            assert warehouse.engine.rows("SELECT version FROM warehouse_version") == [(2,)]


@pytest.mark.parametrize("kind", FILES)
def test_nothing_to_read(kind: str, tmp_path: Path) -> None:
    with (
        pytest.raises(WarehouseMissing, match="load events first"),
        open_warehouse(warehouse_url(kind, tmp_path), read_only=True),
    ):
        pass
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("kind", FILES)
def test_reader_cannot_write(kind: str, tmp_path: Path) -> None:
    url = warehouse_url(kind, tmp_path)
    with open_warehouse(url):
        pass
    with (
        pytest.raises(WarehouseUnusable, match=r"(?i)read-?\s?only"),
        open_warehouse(url, read_only=True) as warehouse,
    ):
        warehouse.engine.execute("DELETE FROM posts")


def test_tables_of_another_program_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE decisions (id TEXT)")
    connection.close()
    with pytest.raises(WarehouseMissing, match="has a table decisions"), open_warehouse(f"sqlite:///{path}"):
        pass


def test_warehouse_of_another_version(tmp_path: Path) -> None:
    url = warehouse_url("sqlite", tmp_path)
    with open_warehouse(url) as warehouse:
        warehouse.engine.execute("UPDATE warehouse_version SET version = 99")
    with pytest.raises(WarehouseMissing, match="has version 99"), open_warehouse(url):
        pass


@pytest.mark.parametrize("kind", FILES)
def test_tables_of_a_later_version_are_added(kind: str, tmp_path: Path) -> None:
    url = warehouse_url(kind, tmp_path)
    with open_warehouse(url) as warehouse:
        warehouse.engine.execute("UPDATE warehouse_version SET version = 1")
        for table in OPERATION_TABLES:
            warehouse.engine.execute(f"DROP TABLE {table.name}")
    with pytest.raises(WarehouseMissing, match="run clausewise warehouse run once"), open_warehouse(url, True):
        pass
    for read_only in (False, True):
        with open_warehouse(url, read_only) as warehouse:
            assert warehouse.engine.rows("SELECT MAX(version) FROM warehouse_version") == [(2,)]
            assert warehouse.engine.stored_columns("audit_items")


@pytest.mark.parametrize("kind", FILES)
def test_file_that_is_no_database(kind: str, tmp_path: Path) -> None:
    (tmp_path / f"events.{kind}").write_text("no database " * 1000)
    with pytest.raises(WarehouseUnusable), open_warehouse(warehouse_url(kind, tmp_path)):
        pass


def test_duckdb_that_another_process_writes(tmp_path: Path) -> None:
    url = warehouse_url("duckdb", tmp_path)
    program = (
        f"import duckdb; c = duckdb.connect({str(tmp_path / 'events.duckdb')!r}); print('open', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdin
        other.stdout.readline()
        with pytest.raises(WarehouseUnusable, match="lets one write at a time"), open_warehouse(url):
            pass
        other.stdin.write("\n")


def test_missing_extra_names_the_command() -> None:
    with pytest.raises(ExtraMissing, match=r"pip install 'clausewise\[intelligence\]'"):
        require("no_such_library", "intelligence")


def test_server_that_does_not_answer() -> None:
    with pytest.raises(WarehouseUnusable, match="cannot be opened") as error:
        connect("postgresql://someone:secret@127.0.0.1:1/db", "public")
    assert "secret" not in str(error.value)


@needs_postgres
@pytest.mark.slow
def test_postgresql_has_a_schema_of_its_own(tmp_path: Path) -> None:
    url = new_database(tmp_path)
    with open_warehouse(url) as warehouse:
        assert warehouse.engine.rows("SELECT CURRENT_SCHEMA") == [("creator_warehouse",)]
    with open_warehouse(url, read_only=True) as warehouse:
        assert warehouse.engine.rows("SELECT COUNT(*) FROM posts") == [(0,)]
