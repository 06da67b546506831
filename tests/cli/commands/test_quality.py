"""`clausewise quality`: the golden set from stored decisions and from labelled cases, and the report."""

import json
from pathlib import Path

from tests.cli.conftest import Run

CASES = [
    {"id": "k1", "case": "this tea cured my gout", "gold": {"outcome": "violation", "violated": ["HLT-1"]}},
    {"id": "k2", "case": "this tea tastes of honey", "gold": {"outcome": "no_violation"}},
    {"id": "k3", "case": "hm", "gold": {"outcome": "needs_review"}},
]

MANIFEST = """
name = "Tiny"
protocol = "cases"
licence = "Apache-2.0"
attribution = "Written for this test."
"""


def write_dataset(folder: Path) -> Path:
    folder.mkdir()
    (folder / "dataset.toml").write_text(MANIFEST)
    lines = (
        {**line, "case": {"creator_id": "cr_k", "content": [{"text": line["case"]}], "market": "US"}} for line in CASES
    )
    (folder / "cases.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def test_labelled_cases_are_added_once_and_measure_the_judge(run: Run, workspace: Path) -> None:
    folder = write_dataset(workspace / "tiny")
    added = run("quality", "import", str(folder), "--judge", "local")
    assert (added.exit_code, added.stdout) == (0, "2 cases added, 0 there before, 1 without one right answer\n")
    assert "0 cases added, 2 there before" in run("quality", "import", str(folder), "--judge", "local").stdout
    listed = [*map(json.loads, run("quality", "golden", "--json").stdout.splitlines())]
    assert sorted((one["outcome"], one["source"]) for one in listed) == [
        ("no_violation", "dataset"),
        ("violation", "dataset"),
    ]
    assert run("queues", "fill").stdout == "0 jobs created\n"
    report = json.loads(run("quality", "report", "--json").stdout)
    (judge,) = report["measures"]
    assert (judge["kind"], judge["cases"], report["coverage"]["golden_cases"]) == ("judge", 2, 2)
    assert report["coverage"]["traffic_cases"] == 0  # they are no traffic
    shown = run("quality", "report").stdout
    assert "too few cases have two answers: 10 are needed" in shown
    assert "kappa needs 10 cases, and there are 2" in shown


def test_decision_is_added_and_removed(run: Run, workspace: Path) -> None:
    decided = json.loads(run("adjudicate", "--text", "this tea cured my gout", "--json").stdout)["decision_id"]
    refused = run("quality", "add", decided, "--reason", "It says so.")
    assert (refused.exit_code, "nobody has reviewed" in refused.stderr) == (2, True)
    wrong = run("quality", "add", decided, "--reason", "x", "--clause-id", "HLT-7")
    assert (wrong.exit_code, "there is no clause HLT-7 (did you mean" in wrong.stderr) == (2, True)
    added = run("quality", "add", decided, "--reason", "It says so.", "--clause-id", "HLT-1")
    assert added.stdout == f"{decided}: violation HLT-1\n"
    assert "It says so." in run("quality", "golden").stdout
    assert run("quality", "remove", decided).stdout == f"{decided} is no longer in the golden set\n"
    assert "is empty" in run("quality", "golden").stderr
    assert run("quality", "remove", decided).exit_code == 2
