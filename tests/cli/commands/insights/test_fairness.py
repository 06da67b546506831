"""`clausewise insights fairness`: files, the gate with its exit code, JSON, the warehouse, and what can go wrong."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from clausewise import app


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ("insights", "fairness", *arguments))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def cases(folder: Path, name: str, flagged_of_a: int, flagged_of_b: int) -> str:
    """300 compliant cases of either group, each a unit of the same name in every file."""
    counts = {"a": flagged_of_a, "b": flagged_of_b}
    rows = [f"{group},{int(place < hits)},0,{group}{place}" for group, hits in counts.items() for place in range(300)]
    path = folder / name
    path.write_text("\n".join(["group,flagged,truth,unit", *rows]), encoding="utf-8")
    return str(path)


def test_a_file_is_measured(data: Path) -> None:
    shown = run("--file", cases(data, "now.csv", 90, 30))
    assert shown.exit_code == 0, shown.output
    row = next(line for line in shown.stdout.splitlines() if line.startswith("a "))
    assert row.split()[:2] == ["a", "0.300"]
    assert "+0.200" in row
    assert "<0.001 *" in row
    report = json.loads(run("--file", cases(data, "now.csv", 90, 30), "--json").stdout)
    assert report["measures"][0]["gaps"][0]["estimate"]["value"] == pytest.approx(0.2)
    assert report["measures"][0]["sums"] is None


def test_a_release_that_widens_a_gap_fails(data: Path) -> None:
    before = str(data / "before.json")
    assert run("--file", cases(data, "old.csv", 35, 30), "--save", before).exit_code == 0
    same = run("--file", cases(data, "same.csv", 35, 30), "--compare", before)
    assert (same.exit_code, "passed: no gap widened" in same.stdout) == (0, True)
    worse = run("--file", cases(data, "new.csv", 90, 30), "--compare", before)
    assert worse.exit_code == 1
    assert "false_positive_rate by group, a against b: +0.017 to +0.200, wider by 0.183" in worse.stdout
    assert "100% of the units in both" in worse.stdout
    wide = run("--file", cases(data, "new.csv", 90, 30), "--compare", before, "--margin", "0.3", "--json")
    assert (wide.exit_code, json.loads(wide.stdout)["passed"]) == (0, True)


def test_a_saved_report_is_compared_without_its_sums_too(data: Path) -> None:
    printed = run("--file", cases(data, "old.csv", 35, 30), "--json").stdout
    (data / "before.json").write_text(printed)
    worse = run("--file", cases(data, "new.csv", 90, 30), "--compare", str(data / "before.json"))
    assert (worse.exit_code, "units in both" in worse.stdout) == (1, False)


def test_what_a_person_can_do_wrong(data: Path) -> None:
    missing = run()
    assert (missing.exit_code, "load events first" in missing.output) == (2, True)
    unknown = run("--by", "tier")
    assert (unknown.exit_code, "the groups are market, language, size, age, original" in unknown.output) == (2, True)
    assert run("--file", str(data / "none.csv")).exit_code == 2
    path = cases(data, "now.csv", 90, 30)
    no_report = run("--file", path, "--compare", str(data / "none.json"))
    assert (no_report.exit_code, "save a report by --save first" in no_report.output) == (2, True)
    column = run("--file", path, "--by", "market")
    assert (column.exit_code, "no column market" in " ".join(column.output.split())) == (2, True)
    (data / "creators.csv").write_text("creator_id,market,language,joined_at,agency_id\nc1,US,en,1780000000,\n")
    (data / "complaints.csv").write_text("complaint_id,creator_id,post_id,at,reason\nk1,c1,,1780000000,spam\n")
    CliRunner().invoke(app, ("warehouse", "load", str(data / "creators.csv"), str(data / "complaints.csv")))
    CliRunner().invoke(app, ("warehouse", "run"))
    empty = run()
    assert (empty.exit_code, "no decision was made in the 90 days" in empty.output) == (2, True)
