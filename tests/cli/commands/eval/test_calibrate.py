"""Limits are fitted from a run of recorded answers, stored for the model, and used for it alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from agent.judges.limits import MODEL_LIMITS
from agent.model_limits import limits_of, read_model_limits
from tests.cli.conftest import Run

CURE = "this tea cured my diabetes in two weeks"


def write_run(workspace: Path, probabilities: dict[str, list[float]], model: str = "gpt-small") -> None:
    """A dataset with these probabilities by labelled outcome, and recorded answers of the model."""
    folder = workspace / "posts"
    folder.mkdir()
    manifest = 'name = "Ours"\nprotocol = "cases"\nlicence = "CC0-1.0"\nattribution = "us"\n'
    (folder / "dataset.toml").write_text(manifest)
    cases: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    for outcome, values in probabilities.items():
        for number, p in enumerate(values):
            name, violated = f"{outcome}-{number}", ["HLT-1"] if outcome == "violation" else []
            case = {"content": [{"id": "i1", "kind": "caption", "text": f"{CURE}, pot number {number} of {outcome}"}]}
            cases.append({"id": name, "case": case, "gold": {"outcome": outcome, "violated": violated}})
            clause = {
                "p": p,
                "bearing": "caught" if p > 0.5 else "not_caught",
                "quotes": [["i1", CURE]],
                "why": "Cure.",
            }
            line = {"case_id": name, "asked": ["HLT-1"], "default": 0.01, "clauses": {"HLT-1": clause}, "model": model}
            answers.append(line)
    (folder / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases))
    (workspace / "answers.jsonl").write_text("".join(json.dumps(line) + "\n" for line in answers))


SMALL = {"violation": [0.7 + n / 50 for n in range(12)], "no_violation": [0.1 + n / 50 for n in range(12)]}


def test_limits_are_fitted_stored_and_used(run: Run, workspace: Path) -> None:
    write_run(workspace, SMALL)
    arguments = ("eval", "run", "posts", "--judge", "llm", "--answers", "answers.jsonl", "--out")
    assert run(*arguments, "before").exit_code == 0
    ran = run("eval", "calibrate", "before")
    assert (ran.stderr, ran.exit_code) == ("", 0)
    assert "gpt-small: a rule is violated from 0." in ran.stdout
    assert "12 violations and 12 compliant cases (platt)" in " ".join(ran.stdout.split())
    calibrated = read_model_limits(workspace / "data")["gpt-small"].limits
    assert 0.3 < calibrated.unclear_from < calibrated.violated_from < 0.75
    assert limits_of("another", workspace / "data") == MODEL_LIMITS
    called = [p for values in SMALL.values() for p in values if p >= calibrated.violated_from]
    assert calibrated.precision == pytest.approx(len(called) / (len(called) + 1.96**2), abs=0.001)  # all were right
    assert f"at least {calibrated.precision:.0%} are labelled so" in " ".join(ran.stdout.split())
    assert run(*arguments, "after").exit_code == 0
    verdicts = [
        json.loads(line)["decision"]["verdict"]
        for line in (workspace / "after" / "results.jsonl").read_text().splitlines()
    ]
    assert [*{verdict["threshold"] for verdict in verdicts}] == [pytest.approx(calibrated.threshold)]
    found = [finding for verdict in verdicts for finding in verdict["findings"]]
    assert {f["precision"] for f in found if f["status"] == "violated"} == {calibrated.precision}
    assert {f["precision"] for f in found if f["status"] == "satisfied"} == {None}


def test_too_few_cases_and_other_judges_are_one_line(run: Run, workspace: Path) -> None:
    write_run(workspace, {"violation": [0.9] * 3, "no_violation": [0.1] * 12})
    assert run("eval", "run", "posts", "--answers", "answers.jsonl", "--out", "few").exit_code == 0
    ran = run("eval", "calibrate", "few")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "3 violations and 12 compliant cases" in " ".join(ran.stderr.split())
    assert run("eval", "run", "posts", "--judge", "rules", "--out", "none").exit_code == 0
    assert "0 violations and 0 compliant cases" in " ".join(run("eval", "calibrate", "none").stderr.split())
    assert run("eval", "calibrate", "nowhere").exit_code == 2


def test_damaged_file_is_named(run: Run, workspace: Path) -> None:
    (workspace / "data").mkdir(exist_ok=True)
    (workspace / "data" / "model-limits.json").write_text("{")
    write_run(workspace, {"violation": [0.9]})
    ran = run("eval", "run", "posts", "--answers", "answers.jsonl", "--out", "out")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "model-limits.json cannot be read: delete it" in " ".join(ran.stderr.split())
