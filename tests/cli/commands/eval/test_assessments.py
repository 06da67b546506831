"""`clausewise eval assessments`: from a small sample to figures, and what can go wrong."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from clausewise import app
from eval.assessments.labels import AccountLabels, SampleHead
from eval.assessments.truth_labels import label_sample

HEAD = SampleHead(creators=200, days=42, seed=3, fit_on=date(2026, 7, 1))


@pytest.fixture(scope="module")
def labels() -> AccountLabels:
    return label_sample(HEAD)


@pytest.fixture
def file(tmp_path: Path, labels: AccountLabels) -> Path:
    path = tmp_path / "labels.jsonl"
    path.write_text(labels.text, encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["eval", "assessments", *arguments])


def without_times(report: dict[str, Any]) -> dict[str, Any]:
    accounts = [{**account, "seconds": 0} for account in report["accounts"]]
    return {**report, "accounts": accounts, "seconds_p50": 0, "seconds_p95": 0}


@pytest.mark.slow
def test_from_labels_to_figures(tmp_path: Path, file: Path, labels: AccountLabels) -> None:
    data = tmp_path / "data"
    ran = run(str(file), "--data", str(data), "--judge", "rules", "--out", str(tmp_path / "out"))
    assert ran.exit_code == 0, ran.output
    assert f"{len(labels.accounts)} accounts of an invented sample of 200 creators over 42 days (seed 3)" in ran.stdout
    assert "assessed on 2026-07-12" in ran.stdout
    assert "No models of creators, so scores are not measured" in ran.stdout
    assert "honest creators accused" in ran.stdout
    first = json.loads((tmp_path / "out" / "report.json").read_text())
    assert first["errors"] == 0
    assert first["outcome"]["value"] >= 0.9  # accounts without posts and without models go to a person
    assert first["honest"]["accused"]["count"] == 0
    assert first["letters_that_disclose"]["count"] == 0
    assert first["reasons_that_cite"]["value"] == 1
    again = run(str(file), "--data", str(data), "--judge", "rules", "--json")
    assert without_times(json.loads(again.stdout)) == without_times(first)
    elsewhere = run(str(file), "--judge", "rules", "--json")
    assert without_times(json.loads(elsewhere.stdout)) == without_times(first)


@pytest.mark.slow
def test_another_sample_is_refused(tmp_path: Path, labels: AccountLabels) -> None:
    other = label_sample(HEAD.model_copy(update={"seed": 4}))
    data, file = tmp_path / "data", tmp_path / "labels.jsonl"
    for text, code in ((labels.text, 0), (other.text, 2)):
        file.write_text(text, encoding="utf-8")
        ran = run(str(file), "--data", str(data), "--judge", "rules")
        assert ran.exit_code == code, ran.output
    assert "is not in the sample, or has another market or language there" in ran.output
    assert "label this sample, or name a data folder with the sample of the labels" in ran.output


def test_faults_of_the_labels_are_told_with_their_lines(tmp_path: Path, file: Path) -> None:
    file.write_text(file.read_text().replace('"kind":"pirate"', '"kind":"villain"', 1))
    ran = run(str(file))
    assert ran.exit_code == 2
    assert "labels.jsonl:" in ran.output
    assert "kind: Input should be" in ran.output
    missing = run(str(tmp_path / "none.jsonl"))
    assert (missing.exit_code, "name a file of labelled assessments" in missing.output) == (2, True)


def test_a_judge_of_models_needs_a_model(file: Path, tmp_path: Path) -> None:
    ran = run(str(file), "--judge", "llm", "--data", str(tmp_path / "data"))
    assert ran.exit_code == 1
    assert "asks a language model and none is configured" in ran.output
    assert not (tmp_path / "data").exists()
