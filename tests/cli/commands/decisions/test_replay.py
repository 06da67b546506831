from pathlib import Path

import pytest

from tests.cli.commands.decisions.test_show import decide, listed
from tests.cli.conftest import Run


def test_replay_is_the_same_and_saves_nothing(run: Run) -> None:
    decision_id = decide(run, "case.yaml")
    ran = run("decisions", "replay", decision_id[:10])
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == f"{decision_id}: violation, replayed: same decision\n"
    assert listed(run) == [decision_id]


@pytest.mark.parametrize("arguments", [["--judge", "rules"], ["--as-of", "2026-02-02"], ["--creator-id", "cr_nobody"]])
def test_replay_uses_the_judge_day_and_signals_of_the_decision(run: Run, arguments: list[str]) -> None:
    decision_id = decide(run, "case.yaml", *arguments)
    assert run("decisions", "replay", decision_id).exit_code == 0


def test_replay_uses_the_stored_signals(run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decision_id = decide(run, "case.yaml")
    (workspace / "creators.yaml").write_text("creators: []\n")
    monkeypatch.setenv("CLAUSEWISE_SIGNALS_FILE", "creators.yaml")
    assert run("decisions", "replay", decision_id).exit_code == 0


def test_changed_corpus_is_named_with_the_differences(run: Run, workspace: Path) -> None:
    decision_id = decide(run, "case.yaml")
    policy = workspace / "corpus" / "claims.md"
    policy.write_text(policy.read_text().replace("facts.price > 100", "facts.price > 1000"))
    ran = run("decisions", "replay", decision_id)
    lines = [line.rstrip() for line in ran.stdout.splitlines()]
    assert ran.exit_code == 1
    assert lines[0] == f"{decision_id}: violation, replayed: DIFFERENT decision"
    assert lines[1].startswith("the corpus has changed: ")
    assert lines[2:4] == ["  same    outcome", "  differs findings"]
    rows = [line.split() for line in lines]
    assert ["verdict.findings.PRC-1.status", "violated", "satisfied"] in rows


def test_changed_corpus_may_not_change_the_decision(run: Run, workspace: Path) -> None:
    decision_id = decide(run, "case.yaml", "--market", "US")
    policy = workspace / "corpus" / "claims.md"
    policy.write_text(policy.read_text().replace("Lower the price.", "Lower it."))
    ran = run("decisions", "replay", decision_id)
    assert ran.exit_code == 0
    assert ran.stdout.splitlines()[1].startswith("the corpus has changed: ")


def test_changed_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    decision_id = decide(run, "case.yaml", "--market", "US")
    monkeypatch.setenv("CLAUSEWISE_THRESHOLDS__MARGIN", "0.45")
    ran = run("decisions", "replay", decision_id)
    assert ran.exit_code == 1
    assert ran.stdout.splitlines()[1] == (
        "judge and corpus are unchanged: a setting, a precedent or the version of Clausewise has changed"
    )
    assert "  differs outcome" in ran.stdout.splitlines()
