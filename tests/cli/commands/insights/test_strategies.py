"""`clausewise insights strategies`: every command on a small sample, and what is refused."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from clausewise import app
from tests.warehouse.warehouses import load_columns, run_jobs
from warehouse.connection import open_warehouse
from warehouse.sample.ecosystem import build_ecosystem
from warehouse.sample.options import SampleOptions

LABELS = ("--appeal-days", "1", "--horizon", "7", "--step", "3")


@pytest.fixture(scope="session")
def strategies_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("strategies") / "sample.duckdb"
    with open_warehouse(f"duckdb:///{file}") as warehouse:
        load_columns(warehouse, build_ecosystem(SampleOptions(creators=300, days=60, seed=5)).tables)
        run_jobs(warehouse)
    return file


@pytest.fixture
def data(strategies_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A warehouse of its own, because a run writes."""
    shutil.copy(strategies_sample, tmp_path / "events.duckdb")
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CLAUSEWISE_WAREHOUSE_URL", f"duckdb:///{tmp_path}/events.duckdb")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ("insights", "strategies", *arguments))


def answer(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def write(folder: Path, name: str = "one", **fields: str) -> Path:
    given = {
        "id": '"many-posts"',
        "version": "1",
        "title": '"Many posts"',
        "owner": '"a team"',
        "expires": "2030-01-31",
        "max_daily": "5",
        "when": '"activity.posts >= 5"',
        "action": '"label"',
        "states": "{ shadow = 2026-06-01, review_only = 2026-07-01 }",
        **fields,
    }
    folder.mkdir(exist_ok=True)
    lines = [f"{key} = {value}" for key, value in given.items() if value]
    (folder / f"{name}.toml").write_text("\n".join(lines))
    return folder


def test_list_shows_the_examples_and_the_variables(data: Path) -> None:
    result = run("list", "--day", "2026-08-01")
    assert result.exit_code == 0
    assert "early-like-partners@1" in result.stdout
    assert "review_only" in result.stdout
    listed = answer("list", "--day", "2026-08-01")["strategies"]
    states = {one["strategy"]["id"]: (one["state"], one["review_only"]) for one in listed}
    assert states["early-like-partners"] == ("review_only", ["likes.early_partners", "likes.early_share"])
    assert states["complaints"] == ("active", [])
    shown = run("list", "--variables").stdout
    assert "likes.partners" in shown
    assert "no reason to look at the creator" in shown


def test_check_finds_nothing_in_the_examples_and_everything_in_a_bad_folder(data: Path) -> None:
    good = run("check", "--day", "2026-08-01")
    assert (good.exit_code, "no problem" in good.stdout) == (0, True)
    folder = write(data / "bad", when='"likes.partners > 2 && trade.amount > 9"')
    write(folder, "two", expires="")
    write(folder, "three", id='"old"', expires="2026-06-02")
    bad = run("check", "--folder", str(folder), "--day", "2026-08-01")
    assert bad.exit_code == 1
    for words in ("about other accounts", "no reason to look", "no day on which it expires", "it expired on"):
        assert words in bad.stdout
    assert len(json.loads(run("check", "--folder", str(folder), "--json").stdout)["problems"]) == 4
    missing = run("check", "--folder", str(data / "nowhere"))
    assert (missing.exit_code, "there is no folder" in missing.output) == (2, True)


def test_strategies_of_the_data_folder_come_first(data: Path) -> None:
    (data / "data").mkdir()
    write(data / "data" / "strategies")
    assert [one["strategy"]["id"] for one in answer("list")["strategies"]] == ["many-posts"]


def test_backtest(data: Path) -> None:
    result = run("backtest", *LABELS, "--from", "2026-07-15")
    assert result.exit_code == 0, result.output
    assert "Only what people reviewed has a label" in " ".join(result.stdout.split())
    found = answer("backtest", *LABELS, "--minutes", "5")
    complaints = next(one for one in found["strategies"] if one["strategy"] == "complaints@1")
    assert complaints["hits"] > 0
    assert complaints["workload"]["minutes_source"] == "as given by --minutes"
    assert {one["subject"] for one in found["labels"]} == {"creator", "post"}
    clause = answer("backtest", *LABELS, "--clause", "MIS-1.1")
    assert clause["labels"][0]["positive"] < found["labels"][0]["positive"]


def test_a_backtest_without_days_or_labels_says_why(data: Path) -> None:
    late = run("backtest", "--from", "2026-07-29", *LABELS)
    assert (late.exit_code, "no day is left to replay" in late.output) == (2, True)
    early = run("backtest", "--day", "2026-06-01")
    assert (early.exit_code, "no decision was confirmed" in early.output) == (2, True)
    assert "is not computed yet" in run("backtest", "--day", "2031-01-01").output


def test_run_stores_hits_once_and_hits_shows_them(data: Path) -> None:
    folder = str(write(data / "own"))
    first = answer("run", "--folder", folder)["strategies"][0]
    assert (first["action"], first["stored"]) == ("queue", 5)
    assert first["above_cap"] == first["matched"] - 5
    second = run("run", "--folder", folder)
    assert second.exit_code == 0
    assert second.stdout.split("many-posts@1")[1].split()[2:4] == ["0", "5"]
    (count,) = answer("hits", "many-posts")["counts"]
    assert (count["hits"], count["creators"], count["action"]) == (5, 5, "queue")
    assert "many-posts@1" in run("hits").stdout
    assert "none is stored" in run("hits", "nothing-of-this-name").stdout
    bad = run("run", "--folder", str(write(data / "bad", when='"activity.post > 1"')))
    assert (bad.exit_code, "write activity.posts" in bad.output) == (2, True)


def test_hits_become_review_jobs_once(data: Path) -> None:
    folder = write(data / "mine", action='"queue"', max_daily="2")
    write(
        folder,
        "posts",
        id='"copied"',
        when='"post.copied >= 0.0"',
        scope='{ subject = "post" }',
        action='"queue"',
        max_daily="1",
    )
    day = ("--day", "2026-07-20")
    ran = answer("run", "--folder", str(folder), *day)
    assert [one["stored"] for one in ran["strategies"]] == [2, 1]
    found = answer("queue", *day)
    assert (found["hits"], found["jobs"], found["notes"]) == (3, 3, [])
    assert answer("queue", *day)["jobs"] == 0
    with closing(sqlite3.connect(data / "data" / "clausewise.db")) as connection:
        rows = connection.execute("SELECT decision_id FROM jobs WHERE kind = 'strategy_hit' ORDER BY decision_id")
        names = [name for (name,) in rows]
    assert [name.split("-")[1] for name in names] == ["copied@1", "many", "many"]
    assert answer("queue", "--day", "2026-07-10") == {"hits": 0, "jobs": 0, "notes": []}


def test_threshold_of_a_variable_and_of_a_file(data: Path) -> None:
    result = run("threshold", "activity.copied_share", "--target", "0.99", *LABELS)
    assert (result.exit_code, "no such threshold" in result.stdout) == (0, True)
    file = data / "scores.csv"
    rows = [f"{place % 10},{int(place % 10 > 4)},{place}" for place in range(600)]
    file.write_text("\n".join(["score,label,time", *rows]))
    found = answer("threshold", str(file), "--target", "0.9", "--split", "299")
    assert (found["threshold"], found["precision"]["value"], found["recall"]["value"]) == (5.0, 1.0, 1.0)
    assert "threshold 5" in run("threshold", str(file)).stdout
    unknown = run("threshold", "activity.copied", *LABELS)
    assert (unknown.exit_code, "write activity.copied_share" in unknown.output) == (2, True)
    assert run("threshold", str(data / "missing.csv")).exit_code == 1
    assert run("threshold", str(file), "--target", "2").exit_code == 2


def test_mine_proposes_strategies_that_pass_the_check(data: Path) -> None:
    out = data / "proposed"
    result = run("mine", *LABELS, "--owner", "a team", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert "Read this with" in result.stdout
    assert [*out.glob("mined-violations-*.toml")]
    for day in ((), ("--day", "2026-08-01")):
        checked = run("check", "--folder", str(out), *day)
        assert checked.exit_code == 0, checked.output
    assert "exists already" in run("mine", *LABELS, "--out", str(out)).output
    few = run("mine", "--clause", "ACC-4.1", *LABELS)
    assert (few.exit_code, "no violation of ACC-4.1" in few.output) == (2, True)


@pytest.mark.slow
def test_mine_finds_a_strategy_for_rings(data: Path) -> None:
    found = answer("mine", "--target", "groups", "--step", "3", "--investigate", "0")
    assert found["proposals"][0]["review_only"]
    assert {one["strategy"]["action"] for one in found["proposals"]} == {"queue"}
    assert found["investigations"] == []


def test_false_positives(data: Path) -> None:
    result = run("false-positives", *LABELS)
    assert result.exit_code == 0, result.output
    assert "groups were compared" in result.stdout
    found = answer("false-positives", *LABELS)
    assert found["compared"] > 0
    assert all(one["fix"].startswith(("clause ", "strategy ", "how several")) for one in found["patterns"])


ALWAYS = "{ shadow = 2026-06-01, review_only = 2026-06-02, active = 2026-06-03 }"


def test_labels_and_proposals_from_the_hits_to_the_answer(data: Path) -> None:
    folder = data / "strategies"
    folder.mkdir()
    write(folder, "labels", id='"busy"', states=ALWAYS)
    write(folder, "proposes", id='"busier"', action='"propose"', states=ALWAYS)
    at = ("--folder", str(folder))
    assert run("run", *at).exit_code == 0
    done = run("act", *at)
    assert (done.exit_code, "5 new labels, 5 new proposals" in done.stdout) == (0, True), done.output
    assert "0 new labels, 0 new proposals" in run("act", *at).stdout
    (first, *_) = [json.loads(line) for line in run("labels", "busy", "--json").stdout.splitlines()]
    assert (first["strategy"], first["expires"]) == ("busy", "2030-01-31")
    assert first["creator_id"] in run("labels").stdout
    assert "There is no label." in run("labels", "--day", "2031-01-01").stderr
    one, other, *_ = [json.loads(line) for line in run("proposals", "--json").stdout.splitlines()]
    assert one["proposal_id"] in run("proposals").stdout
    given = ("--reason", "Many complaints.", "--person", "ana")
    accepted = run("accept", one["proposal_id"], *given)
    assert "makes its review job" in accepted.stdout, accepted.output
    assert run("dismiss", other["proposal_id"], *given).stdout.startswith(f"{other['proposal_id']}: dismissed")
    again = run("dismiss", one["proposal_id"], *given)
    assert (again.exit_code, "ana has accepted" in again.stderr) == (2, True)
    assert run("dismiss", one["proposal_id"], "--reason", " ", "--person", "ana").exit_code == 2
    assert "ana: Many complaints." in run("proposals", "--state", "dismissed").stdout
    assert len(run("proposals", "--json").stdout.splitlines()) == 3
    queued = answer("queue")
    assert (queued["hits"], queued["jobs"], queued["notes"]) == (1, 1, [])
    assert answer("queue")["jobs"] == 0
    write(folder, "labels", id='"busy"', states="{ shadow = 2026-06-01, retired = 2026-06-10 }")
    assert "busy@1" not in run("act", *at).stderr
    assert run("labels", "busy", "--json").stdout == ""


def test_without_a_warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path))
    for command in ("backtest", "run", "hits", "mine", "false-positives", "act"):
        result = run(command)
        assert result.exit_code == 2, result.output
        assert "clausewise warehouse" in result.output or "load events" in result.output
