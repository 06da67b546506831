"""Runs from the command line: a retrieval dataset, and a dataset that labels outcomes without clauses."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

MANIFEST = 'name = "Ours"\nprotocol = "{}"\nlicence = "CC0-1.0"\nattribution = "us"\n'
RULES = [
    {"id": "r1", "scope": "tea", "text": "Do not say that tea cures an illness."},
    {"id": "r2", "scope": "tea", "text": "Say who paid for an advertisement."},
    {"id": "r3", "scope": "soap", "text": "Do not say that soap cures an illness."},
]


def write_lines(path: Path, lines: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


@pytest.fixture
def retrieval_dataset(workspace: Path) -> Path:
    folder = workspace / "retrieval"
    folder.mkdir()
    (folder / "dataset.toml").write_text(MANIFEST.format("retrieval"))
    write_lines(folder / "rules.jsonl", RULES)
    questions = [("May I say that tea cures a cold?", "r1"), ("Must I say who paid for my advertisement?", "r2")]
    cases = [
        {"id": f"q{n}", "content": text, "scope": "tea", "gold": {"answer": "no", "clauses": [clause]}}
        for n, (text, clause) in enumerate(questions)
    ]
    write_lines(folder / "cases.jsonl", cases)
    return folder


def test_retrieval_dataset_is_run(run: Run, retrieval_dataset: Path, workspace: Path) -> None:
    ran = run("eval", "run", "retrieval", "--judge", "local", "--out", "out")
    assert (ran.exit_code, ran.stderr) == (0, "")
    report = json.loads((workspace / "out" / "report.json").read_text())
    assert (report["n"], report["retrieval"]["mrr"], report["outcome"]["accuracy"]) == (2, 1.0, None)


def test_outcomes_without_clauses_are_run(run: Run, workspace: Path) -> None:
    (workspace / "table.csv").write_text("text,outcome\nthis tea cured my cold,violation\na blue mug,no_violation\n")
    assert run("eval", "import", "table.csv", "--out", "imported").exit_code == 0
    ran = run("eval", "run", "imported", "--judge", "local", "--out", "out")
    assert (ran.exit_code, ran.stderr) == (0, "")
    report = json.loads((workspace / "out" / "report.json").read_text())
    assert (report["n"], report["errors"], report["violated_set"]["exact"]) == (2, 0, None)
    assert report["missing"]["violated_set.jaccard"] == "no violated clause is labelled"
    assert run("eval", "agreement", "imported", "--judge", "local").exit_code == 0


def test_report_is_written_beside_a_baseline(run: Run, retrieval_dataset: Path, workspace: Path) -> None:
    assert run("eval", "run", "retrieval", "--judge", "local", "--out", "out").exit_code == 0
    assert run("eval", "baseline", "out", "--out", "baseline.jsonl.gz").exit_code == 0
    ran = run("eval", "report", "out", "--baseline", "baseline.jsonl.gz", "--dataset", "retrieval")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "Comparison with the baseline" in (workspace / "out" / "report.html").read_text()


def test_flips_under_an_attack_are_told_by_channel_and_style(run: Run, workspace: Path) -> None:
    folder = workspace / "attacked"
    folder.mkdir()
    (folder / "dataset.toml").write_text(MANIFEST.format("cases"))
    attack = {"channel": "caption", "style": "polite aside"}
    texts = ["a blue mug, 300 ml, safe in the dishwasher", "this tea cured my diabetes in two weeks"]
    cases = [
        {
            "id": f"a{n}",
            "case": {"content": [{"id": "i1", "kind": "caption", "text": text}]},
            "gold": {"outcome": "violation"},
            "attack": attack,
        }
        for n, text in enumerate(texts)
    ]
    write_lines(folder / "cases.jsonl", cases)
    ran = run("eval", "run", "attacked", "--judge", "local", "--out", "out")
    assert (ran.exit_code, ran.stderr) == (0, "")
    report = json.loads((workspace / "out" / "report.json").read_text())
    assert report["attacks"] == [{**attack, "cases": 2, "flips": 1}]
    assert "caption, polite aside" in ran.stdout
    assert "1 of 2" in ran.stdout
    page = (workspace / "out" / "report.html").read_text()
    assert "<td>polite aside</td><td>1</td><td>2</td>" in page
