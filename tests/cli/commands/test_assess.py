"""`clausewise assess` and `clausewise links find`: members of the sample ecosystem are judged as their truth says."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from clausewise import app

SAMPLE = ("--creators", "2000", "--days", "90", "--seed", "1")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The truth of a sample that one command made, loaded and learned from."""
    folder = tmp_path_factory.mktemp("ecosystem")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLAUSEWISE_DATA_DIR", str(folder / "data"))
        made = run("sample-ecosystem", str(folder / "demo"), *SAMPLE)
        assert made.exit_code == 0, made.output
        assert "clausewise assess" in made.stdout
        yield json.loads((folder / "demo" / "truth.json").read_text())


def assess(name: str) -> dict[str, Any]:
    result = run("assess", name, "--json")
    assert result.exit_code == 0, result.output
    decision = json.loads(result.stdout)
    assert isinstance(decision, dict)
    return decision


@pytest.mark.slow
def test_each_kind_is_judged_as_its_truth_says(truth: Any) -> None:
    ring, pirate = truth["rings"][0]["members"][0], next(iter(truth["pirates"]))
    agency, newcomer = truth["honest"]["agencies"][0][0], truth["honest"]["newcomers"][0]
    found = {name: assess(name) for name in (ring, pirate, agency, newcomer)}
    outcomes = {name: decision["verdict"]["outcome"] for name, decision in found.items()}
    assert outcomes == {ring: "no_violation", pirate: "violation", agency: "no_violation", newcomer: "no_violation"}
    levels = {name: decision["assessment"]["priority"]["level"] for name, decision in found.items()}
    assert levels == {ring: "high", pirate: "normal", agency: "none", newcomer: "none"}
    for decision in found.values():
        assessment = decision["assessment"]
        known = {line["id"] for reading in assessment["readings"] for line in reading["lines"]}
        reasons = [*assessment["reasons_for"], *assessment["reasons_against"], *assessment["priority"]["reasons"]]
        assert {line for reason in reasons for line in reason["evidence_ids"]} <= known


@pytest.mark.slow
def test_moderator_reads_it_line_by_line_and_finds_it_again(truth: Any) -> None:
    ring = truth["rings"][0]["members"][0]
    shown = run("assess", ring)
    for words in (
        "Review priority: a person should look before other cases",
        "groups of accounts that act alike, for review only",
        "accounts that likes and devices connect; this account reacted to",
        "A person alone decides on ACC-3.1, ACC-4.1.",
        "What speaks against one",
    ):
        assert words in " ".join(shown.stdout.split()), words
    listed = run("decisions", "list")
    decision_id = next(word for word in listed.stdout.split() if word.startswith("dec_"))
    assert run("decisions", "show", decision_id).exit_code == 0


@pytest.mark.slow
def test_links_are_found_again_and_invented_creators_never_come_beside_others(truth: Any, tmp_path: Path) -> None:
    found = run("links", "find", "--as-of", "2026-08-28")
    assert found.exit_code == 0
    assert "as of 2026-08-28, for review only" in found.stdout
    upcoming = run("links", "next")
    assert (upcoming.exit_code, "groups of 2026-08-29, for review only" in upcoming.stdout) == (0, True)
    again = run("sample-ecosystem", str(tmp_path), *SAMPLE)
    assert (again.exit_code, "invented ones must not come beside them" in again.output) == (2, True)


@pytest.mark.slow
def test_what_cannot_be_assessed_is_said(truth: Any) -> None:
    unknown = run("assess", "nobody")
    assert (unknown.exit_code, "the warehouse has no creator nobody" in unknown.output) == (2, True)
    later = run("assess", next(iter(truth["pirates"])), "--as-of", "2030-01-01")
    assert (later.exit_code, "2030-01-01 is not computed yet" in later.output) == (2, True)


@pytest.mark.slow
def test_models_are_fitted_again_and_shown_with_reasons(truth: Any) -> None:
    """Of the same days, so that other tests find the same models."""
    fitted = run("creators", "fit", "--as-of", "2026-07-30")
    assert fitted.exit_code == 0, fitted.output
    assert "as of 2026-07-30" in fitted.stdout
    shown = run("creators", "show", truth["low_effort"][0])
    assert shown.exit_code == 0, shown.output
    assert "Content quality, 0 to 100: " in shown.stdout
    assert "would raise it: " in shown.stdout
    assert "usual in the market" in shown.stdout
    traded = json.loads(run("creators", "show", next(iter(truth["traded"])), "--json").stdout)
    codes = [reason["code"] for reason in traded["account_change"]["reasons"]]
    assert codes[0] == "ACCOUNT_CHANGE"
    assert "INNOCENT" in codes
    unknown = run("creators", "show", "nobody")
    assert (unknown.exit_code, "has no creator nobody" in unknown.output) == (2, True)
    early = run("creators", "show", truth["low_effort"][0], "--as-of", "2026-07-01")
    assert (early.exit_code, "fit them as of" in early.output) == (2, True)


def test_without_a_warehouse_the_first_step_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path))
    for arguments in (("assess", "c1"), ("links", "find"), ("links", "next")):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "load events" in result.output or "warehouse run" in result.output
