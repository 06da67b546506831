"""Files and databases as sources: what cannot be a table is refused as a whole, a bad row alone."""

import csv
import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from tests.store.databases import needs_postgres, new_database
from tests.warehouse.warehouses import NOW, CollectedProblems, memory_warehouse
from warehouse.engines.arrays import objects
from warehouse.errors import SourceUnreadable, TableUnknown, WarehouseMissing
from warehouse.loading.csv_source import read_csv
from warehouse.loading.database_source import open_source
from warehouse.loading.files import find_files
from warehouse.loading.loader import Loader
from warehouse.loading.report import Batch, LoadReport, Problem
from warehouse.loading.set_aside import SetAsideFile
from warehouse.sample.ecosystem import Ecosystem
from warehouse.sample.writing import write_ecosystem
from warehouse.tables.registry import EVENT_TABLES

HEADER = "complaint_id,creator_id,post_id,at,reason\n"


def load_file(path: Path, size: int = 2) -> tuple[LoadReport, list[tuple[int, str, str]]]:
    problems = CollectedProblems()
    with memory_warehouse() as warehouse:
        (file,) = find_files([path])
        report = Loader(warehouse, problems, NOW).load(file.table, str(path), file.read(size))
    assert report.read == report.added + report.filled + report.known + report.set_aside
    return report, problems.lines


def complaints(folder: Path, text: str | bytes) -> Path:
    path = folder / "complaints.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    lines = [
        "k1,c1,,1780000000,spam",
        "k2,c1,,soon,spam",
        "k3,c1,,1780000000,",
        'k4,c1,,1780000000,"a ""b"",\nc"',
        "k5",
    ]
    report, problems = load_file(complaints(tmp_path, HEADER + "\r\n".join(lines)))
    assert (report.added, report.set_aside) == (2, 3)
    assert problems == [
        (3, "at", "is not a whole number: 'soon'"),
        (4, "reason", "is empty"),
        (6, "complaint_id", "has another number of values than the header: 1"),
    ]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = complaints(
        tmp_path, b"\xef\xbb\xbf" + HEADER.encode() + b"k1,c1,,1780000000,caf\xe9\nk2,c1,,1780000000,ok\n"
    )
    report, problems = load_file(path)
    assert (report.added, problems) == (1, [(2, "reason", "is not UTF-8")])


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("complaint_id,creator_id,at,reasn", "unknown column 'reasn', did you mean reason"),
        ("complaint_id,creator_id,at,reason,x", "unknown column 'x', the columns are complaint_id, creator_id"),
        ("complaint_id,creator_id,reason", r"column at is missing \(when: Unix seconds"),
        ("complaint_id,creator_id,at,at,reason", "column at is there twice"),
        ("", "column complaint_id is missing"),
    ],
)
def test_columns_that_do_not_fit(tmp_path: Path, header: str, message: str) -> None:
    with pytest.raises(SourceUnreadable, match=message):
        load_file(complaints(tmp_path, header))


def test_text_that_is_no_csv(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="line 2: not CSV"):
        load_file(complaints(tmp_path, HEADER + 'k1,c1,,1780000000,"open'))


def test_derived_columns_of_an_export_are_computed_again(tmp_path: Path) -> None:
    report, problems = load_file(complaints(tmp_path, "day," + HEADER + "7,k1,c1,,1780000000,spam\n"))
    assert (report.added, problems) == (1, [])


def test_names_of_files_name_the_tables(tmp_path: Path) -> None:
    for name in ("reviews.csv", "posts-2026-11.csv", "creators.2026.CSV", "notes.txt"):
        (tmp_path / name).write_text("")
    found = find_files([tmp_path])
    assert [(file.path.name, file.table.name) for file in found] == [
        ("creators.2026.CSV", "creators"),
        ("posts-2026-11.csv", "posts"),
        ("reviews.csv", "reviews"),
    ]
    assert [file.table.name for file in find_files([tmp_path / "reviews.csv"], "posts")] == ["posts"]


def test_files_that_are_no_tables(tmp_path: Path) -> None:
    other = tmp_path / "people.csv"
    other.write_text("")
    with pytest.raises(SourceUnreadable, match="name the table by --table"):
        find_files([other])
    with pytest.raises(TableUnknown, match="did you mean posts"):
        find_files([other], "post")
    with pytest.raises(SourceUnreadable, match=r"neither \.csv nor \.parquet"):
        find_files([tmp_path / "posts.xlsx"])
    with pytest.raises(SourceUnreadable, match="does not exist"):
        find_files([tmp_path / "posts.csv"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceUnreadable, match="contains no CSV or Parquet file"):
        find_files([tmp_path / "empty"])
    broken = tmp_path / "posts.parquet"
    broken.write_bytes(b"PAR1 and then nothing")
    with pytest.raises(SourceUnreadable, match="cannot be read as Parquet"):
        load_file(broken)


@pytest.mark.parametrize("parquet", [True, False])
def test_sample_is_loaded_from_its_files(tmp_path: Path, ecosystem: Ecosystem, parquet: bool) -> None:
    files = write_ecosystem(ecosystem, tmp_path, parquet)
    assert {path.suffix for path in files} == {".parquet" if parquet else ".csv"}
    with memory_warehouse() as warehouse:
        loader = Loader(warehouse, CollectedProblems(), NOW)
        for file in find_files([tmp_path]):
            report = loader.load(file.table, str(file.path), file.read(1_000))
            assert (report.added, report.read) == (
                report.read,
                len(ecosystem.tables[file.table.name][file.table.key[0]]),
            )
        stored = warehouse.engine.columns("SELECT * FROM appeals ORDER BY appeal_id")
    original = ecosystem.tables["appeals"]
    assert np.array_equal(stored["closed_at"], original["closed_at"], equal_nan=True)
    assert stored["result"].tolist() == original["result"].tolist()


def test_set_aside_file_holds_the_whole_row(tmp_path: Path) -> None:
    file = SetAsideFile(tmp_path / "new" / "rows.csv")
    batch = Batch(np.array([7, 8]), {"at": np.array([np.nan, 1.5]), "reason": objects(['a,\n"b"', "caf\udce9"])})
    for problem in (Problem(0, "at", "is empty"), Problem(1, "reason", "is not UTF-8")):
        file.write("somewhere.csv", batch, [problem])
    file.write("somewhere.csv", batch, [])
    with file.path.open(newline="") as lines:
        header, *rows = csv.reader(lines)
    assert header == ["source", "row", "column", "reason", "values"]
    assert [row[:4] for row in rows] == [
        ["somewhere.csv", "7", "at", "is empty"],
        ["somewhere.csv", "8", "reason", "is not UTF-8"],
    ]
    assert [json.loads(row[4]) for row in rows] == [
        {"at": None, "reason": 'a,\n"b"'},
        {"at": 1.5, "reason": "caf\udce9"},
    ]


def test_tables_of_another_database(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE complaints (Complaint_Id TEXT, creator_id TEXT, at INTEGER, reason TEXT)")
    rows = [(f"k{number}", "c1", 1_780_000_000 if number != 3 else None, "spam") for number in range(5)]
    connection.executemany("INSERT INTO complaints VALUES (?, ?, ?, ?)", rows)
    connection.execute("CREATE TABLE users (name TEXT)")
    connection.commit()
    connection.close()
    problems = CollectedProblems()
    with open_source(f"sqlite:///{path}", "public") as source, memory_warehouse() as warehouse:
        assert [table.name for table in source.tables()] == ["complaints"]
        report = Loader(warehouse, problems, NOW).load(
            EVENT_TABLES["complaints"], "x", source.read(source.tables()[0], 2)
        )
        with pytest.raises(SourceUnreadable, match="has no table posts"):
            source.tables("posts")
    assert (report.added, problems.lines) == (4, [(4, "at", "is empty")])
    with pytest.raises(WarehouseMissing), open_source(f"sqlite:///{tmp_path}/nothing.db", "public"):
        pass


@needs_postgres
@pytest.mark.slow
def test_tables_of_postgresql(tmp_path: Path) -> None:
    import psycopg

    url = new_database(tmp_path)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE complaints (complaint_id TEXT, creator_id TEXT, at BIGINT, reason TEXT)")
        connection.execute("INSERT INTO complaints VALUES ('k1', 'c1', 1780000000, 'spam'), ('k2', 'c1', 5, 'spam')")
    with open_source(url, "public") as source, memory_warehouse() as warehouse:
        (table,) = source.tables()
        report = Loader(warehouse, CollectedProblems(), NOW).load(table, "x", source.read(table, 10))
    assert (report.added, report.set_aside) == (1, 1)
    with pytest.raises(WarehouseMissing, match="there is no schema nowhere"), open_source(url, "nowhere"):
        pass


def test_large_field_is_one_problem(tmp_path: Path) -> None:
    path = complaints(tmp_path, HEADER + f"k1,c1,,1780000000,{'x' * 300_000}\n")
    assert next(iter(read_csv(path, EVENT_TABLES["complaints"], 10))).rows.tolist() == [2]
    assert load_file(path)[1] == [(2, "reason", "is longer than 20,000 characters")]
