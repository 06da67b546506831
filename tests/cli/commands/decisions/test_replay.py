from pathlib import Path

import pytest

from tests.cli.commands.decisions.test_decisions import decide, listed
from tests.cli.conftest import Run


def test_the_same_comes_out_again_and_nothing_is_kept(run: Run) -> None:
    decision_id = decide(run, "case.yaml")
    ran = run("decisions", "replay", decision_id[:10])
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == f"{decision_id}: violation, decided again: the same\n"
    assert listed(run) == [decision_id]


@pytest.mark.parametrize("arguments", [["--judge", "rules"], ["--as-of", "2026-02-02"], ["--creator", "cr_nobody"]])
def test_judge_day_and_signals_are_those_of_then(run: Run, arguments: list[str]) -> None:
    decision_id = decide(run, "case.yaml", *arguments)
    assert run("decisions", "replay", decision_id).exit_code == 0


def test_signals_come_from_the_record(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decision_id = decide(run, "case.yaml")
    (here / "creators.yaml").write_text("creators: []\n")
    monkeypatch.setenv("CLAUSEWISE_SIGNALS_FILE", "creators.yaml")
    assert run("decisions", "replay", decision_id).exit_code == 0


def test_another_corpus_is_told_with_what_it_changes(run: Run, here: Path) -> None:
    decision_id = decide(run, "case.yaml")
    law = here / "corpus" / "claims.md"
    law.write_text(law.read_text().replace("facts.price > 100", "facts.price > 1000"))
    ran = run("decisions", "replay", decision_id)
    lines = [line.rstrip() for line in ran.stdout.splitlines()]
    assert ran.exit_code == 1
    assert lines[0] == f"{decision_id}: violation, decided again: NOT the same"
    assert lines[1].startswith("the corpus is another: ")
    assert lines[2:4] == ["  same    outcome", "  differs findings"]
    rows = [line.split() for line in lines]
    assert ["verdict.findings.PRC-1.status", "violated", "satisfied"] in rows


def test_another_corpus_may_change_nothing(run: Run, here: Path) -> None:
    decision_id = decide(run, "case.yaml", "--market", "US")
    law = here / "corpus" / "claims.md"
    law.write_text(law.read_text().replace("Lower the price.", "Lower it."))
    ran = run("decisions", "replay", decision_id)
    assert ran.exit_code == 0
    assert ran.stdout.splitlines()[1].startswith("the corpus is another: ")


def test_another_setting_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    decision_id = decide(run, "case.yaml", "--market", "US")
    monkeypatch.setenv("CLAUSEWISE_THRESHOLDS__MARGIN", "0.45")
    ran = run("decisions", "replay", decision_id)
    assert ran.exit_code == 1
    assert ran.stdout.splitlines()[1] == (
        "judge and corpus are those of then: a setting, a precedent or Clausewise itself has changed"
    )
    assert "  differs outcome" in ran.stdout.splitlines()
