"""Every protocol and every shape of label goes through run, report, compare, gate and baseline on the command line."""

import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import parse

import pytest

from tests.cli.conftest import Run

MANIFEST = 'name = "Ours"\nprotocol = "{}"\nlicence = "CC0-1.0"\nattribution = "us"\n'
RULES = [
    {"id": "r1", "scope": "tea", "text": "Do not say that tea cures an illness."},
    {"id": "r2", "scope": "tea", "text": "Say who paid for an advertisement."},
]
BAD, FINE, OPEN = "jasmine tea cured my arthritis for good", "good morning, it smells of roses", "a velvet sofa"
VIOLATION = {"outcome": "violation", "violated": ["HLT-1"]}
REVIEW = {"outcome": "needs_review", "reason": "the price is unknown"}
NAMED = {"outcome": "violation", "clauses": ["r1"]}
GOLDS: dict[str, list[dict[str, Any]]] = {
    "outcomes": [{"outcome": "violation"}, {"outcome": "no_violation"}, {"outcome": "needs_review"}],
    "clauses": [VIOLATION, {"outcome": "no_violation"}, REVIEW],
    "alternatives": [
        VIOLATION | {"alternatives": [["PRC-1"], ["HLT-1", "PRC-1"]]},
        {"outcome": "no_violation"},
        REVIEW,
    ],
    "exceptions": [VIOLATION, {"outcome": "no_violation", "exception": "HLT-2", "near_misses": ["HLT-1"]}, REVIEW],
    "relevant clauses": [
        VIOLATION | {"clauses": ["HLT-1", "DEF-1"]},
        {"outcome": "no_violation", "clauses": ["HLT-1"]},
    ],
    "consequences": [VIOLATION | {"consequence": {"action": "warning", "points": 4, "total": 4}}, REVIEW],
    "messages": [VIOLATION | {"message": {"must_mention": ["illness"], "must_not_mention": ["refund"]}}, REVIEW],
    "one outcome": [{"outcome": "no_violation"}] * 3,
    "only reviews": [REVIEW] * 2,
    "one case": [VIOLATION],
}
LINES: dict[str, list[dict[str, Any]]] = {
    "tags": [{"tags": ["plain", "near-miss"]}, {"tags": ["injection"]}, {"tags": ["exception"]}],
    "must pass": [{"must_pass": True}, {"must_pass": True}, {}],
    "groups": [{"group": "g"}, {"group": "g"}, {}],
    "labellers": [{"labels": {"ann": "violation", "bob": "no_violation"}}, {"labels": {"ann": "no_violation"}}, {}],
}
SIMPLE: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("retrieve", "outcomes"): [{"outcome": "violation"}, {"outcome": "no_violation"}],
    ("retrieve", "clauses"): [NAMED, {"outcome": "no_violation", "clauses": ["r1"]}, {"outcome": "needs_review"}],
    ("retrieval", "clauses"): [{"clauses": ["r1"]}, {"answer": "no", "clauses": ["r2", "r1"]}],
    ("retrieval", "outcomes and clauses"): [NAMED, {"outcome": "no_violation", "clauses": ["r2"]}],
}


def write(folder: Path, protocol: str, lines: list[dict[str, Any]], *, splits: bool = False) -> None:
    folder.mkdir()
    (folder / "dataset.toml").write_text(MANIFEST.format(protocol))
    (folder / "cases.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    if splits:
        ids = [line["id"] for line in lines]
        (folder / "split.json").write_text(json.dumps({"dev": ids[:1], "test": ids[1:]}))


def complete(golds: list[dict[str, Any]], fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    texts = (BAD, FINE, OPEN)
    return [
        {
            "id": f"c{n}",
            "case": {"content_date": "2026-09-14", "market": "NO", "content": [{"id": "t", "text": texts[n]}]},
            "gold": gold,
            **(fields[n] if fields else {}),
        }
        for n, gold in enumerate(golds)
    ]


@pytest.fixture
def follow(run: Run, workspace: Path) -> Any:
    """Runs every command on the dataset `ours`, and returns its report."""

    def commands(*options: str) -> dict[str, Any]:
        first = run("eval", "run", "ours", "--judge", "local", "--out", "out", *options)
        assert (first.exit_code, first.stderr) == (0, "")
        report: dict[str, Any] = json.loads((workspace / "out" / "report.json").read_text())
        assert (report["errors"], report["dataset_errors"]) == (0, 0)
        figure = "outcome.accuracy" if report["outcome"]["accuracy"] is not None else "retrieval.mrr"
        (workspace / "gate.toml").write_text(f'[floors]\n"{figure}" = 0.0\n')
        metric = "accuracy" if figure == "outcome.accuracy" else "mrr"
        (workspace / "strict.toml").write_text(f"[max_regressions]\n{metric} = 0.0\n")
        for command in (
            ("report", "out", "--dataset", "ours"),
            ("baseline", "out", "--out", "base.gz"),
            ("report", "out", "--dataset", "ours", "--baseline", "base.gz"),
            ("compare", "out", "--baseline", "base.gz"),
            ("compare", "out", "--baseline", "out", "--json"),
            ("gate", "out", "--gate", "gate.toml"),
            ("gate", "out", "--gate", "strict.toml", "--baseline", "base.gz"),
        ):
            ran = run("eval", *command)
            assert (ran.exit_code, ran.stderr) == (0, ""), (command, ran.stdout)
        compared = json.loads(run("eval", "compare", "out", "--baseline", "base.gz", "--json").stdout)
        assert (compared["cases"], compared["differences"][metric]["value"]) == (report["n"], 0.0)
        suite = parse(workspace / "out" / "junit.xml").getroot()
        assert (suite.get("failures"), suite.get("errors")) == ("0", "0")
        return report

    return commands


@pytest.mark.parametrize("shape", GOLDS)
def test_every_shape_of_label(follow: Any, workspace: Path, shape: str) -> None:
    write(workspace / "ours", "cases", complete(GOLDS[shape], []))
    assert follow()["n"] == len(GOLDS[shape])


@pytest.mark.parametrize("fields", LINES)
def test_every_field_of_a_line(follow: Any, workspace: Path, fields: str) -> None:
    write(workspace / "ours", "cases", complete(GOLDS["clauses"], LINES[fields]))
    assert follow("--repeat", "2")["stability"]["repeats"] == 2


@pytest.mark.parametrize("split", ["dev", "test", None])
def test_splits(follow: Any, workspace: Path, split: str | None) -> None:
    write(workspace / "ours", "cases", complete(GOLDS["clauses"], []), splits=True)
    assert follow(*(("--split", split) if split else ()))["n"] == {"dev": 1, "test": 2, None: 3}[split]


@pytest.mark.parametrize(("protocol", "shape"), SIMPLE)
def test_texts_with_their_own_rules(follow: Any, workspace: Path, protocol: str, shape: str) -> None:
    texts = ("May I say that tea cures a cold?", "Must I say who paid for my advertisement?", "What is tea?")
    golds = SIMPLE[protocol, shape]
    lines = [{"id": f"q{n}", "content": texts[n], "scope": "tea", "gold": gold} for n, gold in enumerate(golds)]
    write(workspace / "ours", protocol, lines)
    (workspace / "ours" / "rules.jsonl").write_text("".join(json.dumps(rule) + "\n" for rule in RULES))
    assert follow()["n"] == len(golds)


def test_run_without_cases_is_refused(run: Run, workspace: Path) -> None:
    write(workspace / "ours", "cases", complete(GOLDS["clauses"], []))
    (workspace / "ours" / "split.json").write_text('{"dev": [], "test": ["c0", "c1", "c2"]}')
    ran = run("eval", "run", "ours", "--split", "dev", "--out", "out")
    message = "clausewise: ours: the split dev has no cases: choose another --split, or fill it in split.json\n"
    assert (ran.exit_code, ran.stderr, (workspace / "out").exists()) == (2, message, False)
    agreement = run("eval", "agreement", "ours", "--judge", "local", "--json")
    assert [split["split"] for split in json.loads(agreement.stdout)["splits"]] == ["test"]
    write(workspace / "none", "retrieval", [{"id": "q", "content": "What is tea?", "gold": {"answer": "a leaf"}}])
    (workspace / "none" / "rules.jsonl").write_text(json.dumps(RULES[0]) + "\n")
    ran = run("eval", "run", "none", "--out", "out")
    message = "clausewise: none: no case has relevant clauses: label them in gold.clauses\n"
    assert (ran.exit_code, ran.stderr) == (2, message)


def test_case_that_fails_is_an_error_that_only_the_gate_refuses(run: Run, workspace: Path) -> None:
    lines = complete(GOLDS["clauses"], [])
    lines[0]["case"]["market"] = "ZZ"
    write(workspace / "ours", "cases", lines)
    ran = run("eval", "run", "ours", "--judge", "local", "--out", "out")
    assert (ran.exit_code, "finds 1 error in ours" in ran.stderr) == (0, True)
    for allowed, code, failures in ((1, 0, "0"), (0, 1, "1")):
        (workspace / "gate.toml").write_text(f"max_errors = {allowed}\n")
        gate = run("eval", "gate", "out", "--gate", "gate.toml")
        suite = parse(workspace / "out" / "junit.xml").getroot()
        assert (gate.exit_code, suite.get("failures"), suite.get("errors")) == (code, failures, "0")


@pytest.mark.slow
def test_processes_and_a_limit(follow: Any, workspace: Path) -> None:
    write(workspace / "ours", "cases", complete(GOLDS["clauses"], LINES["groups"]))
    assert follow("--processes", "2", "--limit", "2", "--seed", "3")["n"] == 2
