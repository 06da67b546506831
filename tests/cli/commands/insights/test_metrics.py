"""`clausewise insights metrics` and `insights audit`: what a lead and the people who label see."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from clausewise import app


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with a small sample, loaded and computed by commands."""
    folder = tmp_path_factory.mktemp("insights")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLAUSEWISE_DATA_DIR", str(folder / "data"))
        for arguments in (
            (
                "sample-ecosystem",
                str(folder / "demo"),
                "--creators",
                "200",
                "--days",
                "60",
                "--seed",
                "2",
                "--files-only",
            ),
            ("warehouse", "load", str(folder / "demo")),
            ("warehouse", "run"),
        ):
            result = run(*arguments)
            assert result.exit_code == 0, result.output
    return folder / "data"


@pytest.fixture(autouse=True)
def data_dir(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(sample))


def test_every_metric_with_its_interval() -> None:
    result = run("insights", "metrics")
    assert result.exit_code == 0, result.output
    assert "Ecosystem Health Index:" in result.stdout
    assert "violation_view_rate" in result.stdout
    report = json.loads(run("insights", "metrics", "--json", "--days", "14").stdout)
    assert report["window_days"] == 14
    complaints = next(one for one in report["metrics"] if one["metric"] == "complaint_rate")
    assert complaints["now"]["low"] < complaints["now"]["value"] < complaints["now"]["high"]
    assert len(complaints["series"]) == 28


def test_live_metrics_are_a_set_of_their_own() -> None:
    found = {one["metric"] for one in json.loads(run("insights", "metrics", "--live", "--json").stdout)["metrics"]}
    assert found == {"live_complaint_rate", "live_session_hours", "live_sessions_held", "live_violation_rate"}


def test_one_metric_by_market() -> None:
    result = run("insights", "metrics", "refund_rate", "--by", "market")
    assert result.exit_code == 0, result.output
    for words in ("Refund rate (refund_rate, version 1, commerce)", "Population: Orders", "US"):
        assert words in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("refund_rte",), "did you mean refund_rate"),
        (("refund_rate", "--by", "markt"), "did you mean market"),
        (("--by", "market"), "name the metric"),
        (("--day", "2030-01-01"), "is not computed yet"),
    ],
)
def test_mistakes_are_told(arguments: tuple[str, ...], message: str) -> None:
    result = run("insights", "metrics", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_metric_of_one_s_own_with_a_missing_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.toml").write_text(
        'title = "Mine"\nmeaning = "Something."\nversion = 1\nowner = "me"\nkind = "count"\nunit = "rows"\n'
        'direction = "neither"\npopulation = "All."\ncaveats = ["None known."]\n'
        'sql = "SELECT day, creator_id, 1 AS numerator, 0 AS denominator FROM missing_table"\n'
    )
    monkeypatch.setenv("CLAUSEWISE_INSIGHTS__METRICS_DIR", str(tmp_path))
    result = run("insights", "metrics", "mine")
    assert result.exit_code == 2
    assert "the metric mine cannot be computed" in result.stderr
    assert "missing_table" in result.stderr
    assert "disk" not in result.stderr
    overview = run("insights", "metrics")
    assert (overview.exit_code, overview.stdout.count("not known") > 0) == (0, True)
    assert "mine: the metric mine cannot be computed: no such table" in " ".join(overview.stdout.split())
    assert "refund_rate" in overview.stdout
    computed = run("insights", "compute")
    assert (computed.exit_code, "Not computed: metric mine" in computed.stderr) == (1, True)


def test_an_audit_is_drawn_reviewed_and_collected(sample: Path) -> None:
    with closing(sqlite3.connect(sample / "warehouse.db")) as connection, connection:
        connection.execute("DELETE FROM audit_items")  # those that came with the sample
    drawn = run("insights", "audit", "draw", "--number", "6", "--day", "2026-07-20")
    assert drawn.exit_code == 0, drawn.output
    assert "6 draws of 2026-07-20" in drawn.stdout
    assert "0 new jobs" in run("insights", "audit", "draw", "--number", "6", "--day", "2026-07-20").stdout
    twice = run("insights", "audit", "draw", "--number", "7", "--day", "2026-07-20")
    other = run("insights", "audit", "draw", "--number", "6", "--day", "2026-07-20", "--without-replacement")
    assert (other.exit_code, "in one way" in other.stderr) == (2, True)
    assert twice.exit_code == 2
    assert "was drawn already, with" in twice.stderr
    waiting = run("insights", "audit", "collect").stdout
    assert waiting.startswith("0 draws labelled")
    with closing(sqlite3.connect(sample / "clausewise.db")) as connection:
        rows = connection.execute("SELECT decision_id, outcome FROM decisions").fetchall()
    assert 1 <= len(rows) <= 6
    for name, outcome in rows:
        action = {"no_violation": "uphold", "violation": "overturn"}.get(outcome, "amend")
        review = run("decisions", "review", name, action, "--reviewer", "kim", "--reason", "looked at it")
        assert review.exit_code == 0, review.output
    assert run("insights", "audit", "collect").stdout.startswith("6 draws labelled; 0 wait")
    without = run("insights", "audit", "draw", "--number", "5", "--day", "2026-07-21", "--without-replacement")
    assert "5 draws of 2026-07-21: 5 posts" in without.stdout, without.output
    with closing(sqlite3.connect(sample / "warehouse.db")) as connection:
        made = connection.execute("SELECT audit_id FROM audit_items WHERE audit_id LIKE '%-w%'").fetchall()
    assert (made[0], len(made)) == (("2026-07-21-w00001",), 5)
    assert run("insights", "metrics", "violation_view_rate").exit_code == 0


def test_reports_of_a_day_are_computed_before_anybody_asks() -> None:
    result = run("insights", "compute")
    assert result.exit_code == 0, result.output
    assert "are stored, after" in result.stdout
    report = json.loads(run("insights", "compute", "--json").stdout)
    assert report["stored"] > 50
    assert all(f"Not computed: {reason}" in result.output for reason in report["missing"])
