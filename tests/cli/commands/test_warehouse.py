"""`clausewise sample-ecosystem` and `clausewise warehouse`, from files to results, with what can go wrong."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from clausewise import app

COMPLAINTS = "complaint_id,creator_id,post_id,at,reason\nk1,c1,,1780000000,spam\nk2,c1,,soon,spam\n"
SMALL = ("--creators", "200", "--days", "42")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def rows_of(output: str, name: str) -> list[str]:
    return next(line.split() for line in output.splitlines() if line.startswith(f"{name} "))


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["sqlite", "duckdb"])
def test_from_nothing_to_results_in_one_command(scheme: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_WAREHOUSE_URL", f"{scheme}:///{data}/events.db")
    made = run("sample-ecosystem", str(data / "demo"), *SMALL)
    assert made.exit_code == 0, made.output
    assert "42 days from 2026-06-01 to 2026-07-12: 336 jobs in" in made.stdout
    assert (data / "demo" / "truth.json").exists()
    values = json.loads(run("warehouse", "status", "--json").stdout)
    assert {"creators", "posts"} <= {one["name"] for one in values["tables"]}
    status = run("warehouse", "status")
    assert rows_of(status.stdout, "creator_features")[1:] == ["42", "2026-07-12", "0"]
    assert rows_of(status.stdout, "creators")[1] == "200"
    assert "creators without a post:" in status.stderr
    again = run("warehouse", "load", str(data / "demo"))
    assert {line.split()[2] for line in again.stdout.splitlines()[1:]} == {"0"}
    assert run("warehouse", "run").stdout == "Nothing to compute: every day is up to date.\n"


def test_bad_rows_are_counted_and_set_aside(data: Path) -> None:
    (data / "complaints.csv").write_text(COMPLAINTS)
    loaded = run("warehouse", "load", str(data / "complaints.csv"))
    assert loaded.exit_code == 0
    assert rows_of(loaded.stdout, "complaints")[1:] == ["2", "1", "0", "0", "0", "1"]
    assert "complaints: 1 row set aside: at is not a whole number\n" in loaded.stderr
    (file,) = (data / "data" / "set-aside").iterdir()
    assert str(file) in loaded.stderr
    with file.open(newline="") as lines:
        assert [row[1:4] for row in csv.reader(lines)][1] == ["3", "at", "is not a whole number: 'soon'"]


def test_a_file_of_bad_rows_only_is_a_failure(data: Path) -> None:
    (data / "complaints.csv").write_text(COMPLAINTS.replace("1780000000", "tomorrow"))
    loaded = run("warehouse", "load", str(data / "complaints.csv"))
    assert (loaded.exit_code, "2 rows set aside in" in loaded.stderr) == (1, True)


def test_incremental_days_and_late_rows(data: Path) -> None:
    (data / "complaints.csv").write_text(COMPLAINTS.replace("soon", "1780090000"))
    run("warehouse", "load", str(data / "complaints.csv"), "--set-aside", str(data / "bad.csv"))
    assert not (data / "bad.csv").exists()
    assert run("warehouse", "run", "--day", "2026-05-28").stdout.startswith(
        "1 day from 2026-05-28 to 2026-05-28: 8 jobs"
    )
    assert run("warehouse", "run").stdout.startswith("1 day from 2026-05-29 to 2026-05-29: 8 jobs")
    (data / "complaints.csv").write_text(COMPLAINTS.replace("k1", "k3"))
    late = run("warehouse", "load", str(data / "complaints.csv"))
    assert "1 row late: clausewise warehouse run computes their days again\n" in late.stderr
    assert run("warehouse", "run").stdout.startswith("2 days from 2026-05-28 to 2026-05-29: 3 jobs")


def test_tables_of_another_database(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data / "complaints.csv").write_text(COMPLAINTS)
    monkeypatch.setenv("CLAUSEWISE_WAREHOUSE_URL", f"duckdb:///{data}/first.duckdb")
    run("warehouse", "load", str(data / "complaints.csv"))
    monkeypatch.setenv("CLAUSEWISE_WAREHOUSE_URL", f"sqlite:///{data}/second.db")
    copied = run("warehouse", "load", "--url", f"duckdb:///{data}/first.duckdb", "--table", "complaints")
    assert rows_of(copied.stdout, "complaints")[1:3] == ["1", "1"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("warehouse", "load"), "name files or folders to load, or a database by --url"),
        (("warehouse", "load", "posts.csv", "--url", "sqlite:///x.db"), "or a database by --url"),
        (("warehouse", "load", "posts.csv"), "posts.csv does not exist"),
        (("warehouse", "load", "posts.xlsx"), "neither .csv nor .parquet"),
        (("warehouse", "load", "--url", "mysql://x"), "mysql is no database that a warehouse can use"),
        (("warehouse", "status"), "load events first"),
        (("warehouse", "run"), "no events were loaded yet"),
        (("warehouse", "run", "--day", "tomorrow"), "'tomorrow' is not a day"),
        (("sample-ecosystem", "demo", "--creators", "3"), "the sample needs at least 200 creators"),
        (("sample-ecosystem", "demo", "--days", "3"), "the sample needs at least 42 days"),
    ],
)
def test_what_a_person_can_do_wrong(
    arguments: tuple[str, ...], message: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data)
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_unknown_column_names_the_right_one(data: Path) -> None:
    (data / "complaints.csv").write_text(COMPLAINTS.replace("reason", "reasn"))
    result = run("warehouse", "load", str(data / "complaints.csv"))
    assert (result.exit_code, "did you mean reason" in result.stderr) == (2, True)
    assert "Traceback" not in result.output
