"""`clausewise erase` reaches the warehouse: no row names the creator or their posts, and what fails is told."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from clausewise import app
from tests.agent.assessment.accounts import GOOD, MOVED, PIRATE, add_links
from tests.api.accounts import write_warehouse
from warehouse.connection import Warehouse, open_warehouse
from warehouse.tables.links import LINK_TABLES
from warehouse.tables.registry import EVENT_TABLES
from warehouse.tables.results import RESULT_TABLES

TABLES = (*EVENT_TABLES, *RESULT_TABLES, *LINK_TABLES)
ROWS = (f"k1,{PIRATE},,soon,spam", f"k2,{GOOD},,soon,spam", f"k3,{GOOD},,1780000000,spam")
COMPLAINTS = "\n".join(("complaint_id,creator_id,post_id,at,reason", *ROWS))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def erase(creator: str) -> Result:
    return run("erase", "--creator-id", creator, "--yes")


def values_of(warehouse: Warehouse) -> set[str]:
    rows = (row for name in TABLES for row in warehouse.engine.rows(f"SELECT * FROM {name}"))
    return {value for row in rows for value in row if isinstance(value, str)}


def test_nothing_in_the_data_folder_names_an_erased_creator(data: Path) -> None:
    url = write_warehouse(data)
    with open_warehouse(url) as warehouse:
        add_links(warehouse.engine, PIRATE, MOVED)
        posts = {name for (name,) in warehouse.engine.rows(f"SELECT post_id FROM posts WHERE creator_id = '{PIRATE}'")}
        assert {PIRATE, "grp_1", *posts} <= values_of(warehouse)
    (data / "complaints.csv").write_text(COMPLAINTS)
    assert run("warehouse", "load", str(data / "complaints.csv")).exit_code == 0
    (data / "complaints.csv").unlink()
    assert run("assess", PIRATE).exit_code == 0
    erased = erase(PIRATE)
    assert (erased.exit_code, erased.stderr) == (0, "")
    first, second, third, _ = erased.stdout.splitlines()
    assert first == "1 decision erased"
    assert second.endswith(" rows of the warehouse erased")
    assert int(second.split()[0]) > len(posts)
    assert third == "1 row that loading had set aside erased"
    with open_warehouse(url) as warehouse:
        left = values_of(warehouse)
    assert left.isdisjoint({PIRATE, "grp_1", *posts})
    assert GOOD in left
    (aside,) = (data / "set-aside").glob("*.csv")
    assert (PIRATE in aside.read_text(), GOOD in aside.read_text()) == (False, True)
    assert [path for path in data.rglob("*") if path.is_file() and PIRATE.encode() in path.read_bytes()] == []
    unknown = run("assess", PIRATE)
    assert (unknown.exit_code, f"the warehouse has no creator {PIRATE}" in unknown.stderr) == (2, True)
    again = erase(PIRATE)
    assert (again.exit_code, "0 rows of the warehouse erased" in again.stdout) == (0, True)


def test_nothing_was_left_only_where_the_warehouse_had_nothing_either(data: Path) -> None:
    write_warehouse(data)
    first, again = erase(GOOD), erase(GOOD)
    assert first.stdout.startswith("0 decisions erased\n")
    assert "No content of this creator was left" not in first.stdout
    assert again.stdout.startswith("0 decisions erased\n0 rows of the warehouse erased\nNo content of this creator was")


def test_service_without_a_warehouse_gets_none(data: Path) -> None:
    erased = erase(GOOD)
    assert (erased.exit_code, erased.stderr, "warehouse erased" in erased.stdout) == (0, "", False)
    assert not (data / "warehouse.db").exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [("spark:///{data}/spark", "pip install 'clausewise[spark]'"), ("sqlite:///{data}/text.db", "cannot be used")],
)
def test_unusable_warehouse_is_told_and_the_rest_is_erased(
    data: Path, monkeypatch: pytest.MonkeyPatch, url: str, words: str
) -> None:
    write_warehouse(data)
    assert run("assess", GOOD).exit_code == 0
    (data / "text.db").write_text("no database, but a text that is longer than the head of one" * 20)
    if "spark" in url:
        _require_no_spark()
    monkeypatch.setenv("CLAUSEWISE_WAREHOUSE_URL", url.format(data=data))
    erased = erase(GOOD)
    assert (erased.exit_code, erased.stdout.startswith("1 decision erased\n")) == (1, True)
    assert "clausewise: nothing was erased in the warehouse: " in erased.stderr
    assert words in erased.stderr
    assert run("decisions", "list", "--creator-id", GOOD).stderr == "No stored decision matches.\n"


def _require_no_spark() -> None:
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return
    pytest.skip("the extra is installed here")
