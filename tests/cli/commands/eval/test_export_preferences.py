"""`clausewise eval export-preferences` writes what people changed, once it is final."""

import json
from pathlib import Path

from tests.cli.commands.test_credit import decide, move_back
from tests.cli.conftest import Run


def test_changed_decision_is_exported_once_it_is_final(run: Run, workspace: Path) -> None:
    made = decide(run, "this tea cured my gout")
    run("decisions", "review", made, "overturn", "--reason", "It is a joke.", "--reviewer", "ana")
    early = run("eval", "export-preferences", "pairs.jsonl")
    assert (early.exit_code, "1 because the time to appeal is not over" in early.stderr) == (2, True)
    move_back(workspace, 31)
    found = run("eval", "export-preferences", "pairs.jsonl", "--format", "dpo")
    assert found.stdout == "pairs.jsonl: 1 line from 1 decision\n"
    (pair,) = [json.loads(line) for line in (workspace / "pairs.jsonl").read_text().splitlines()]
    assert json.loads(pair["chosen"][0]["content"])["reason"] == "It is a joke."
    rewards = run("eval", "export-preferences", "rewards.jsonl", "--format", "reward")
    assert rewards.stdout == "rewards.jsonl: 2 lines from 1 decision\n"


def test_upheld_decisions_are_counted(run: Run, workspace: Path) -> None:
    first, second = decide(run, "this tea cured my gout"), decide(run, "this balm cured my gout")
    run("decisions", "review", first, "uphold", "--reason", "x", "--reviewer", "ana")
    run("decisions", "review", second, "overturn", "--reason", "x", "--reviewer", "ana")
    move_back(workspace, 40)
    assert run("eval", "export-preferences", "pairs.jsonl").stdout.splitlines() == [
        "1 decision left out: the person agreed with the judge",
        "pairs.jsonl: 1 line from 1 decision",
    ]
    assert run("eval", "export-preferences", "none/pairs.jsonl").exit_code == 1
