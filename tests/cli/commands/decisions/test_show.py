import json
from pathlib import Path

import pytest

from domain.verdict import Outcome
from tests.cli.conftest import Run


def decide(run: Run, *arguments: str) -> str:
    decision_id = json.loads(run("adjudicate", *arguments, "--json").stdout)["decision_id"]
    assert isinstance(decision_id, str)
    return decision_id


def listed(run: Run, *arguments: str) -> list[str]:
    ran = run("decisions", "list", *arguments)
    assert ran.exit_code == 0
    return [line.split()[0] for line in ran.stdout.splitlines()[1:]]


def test_decisions_are_listed_newest_first_with_filters(run: Run) -> None:
    violating = decide(run, "case.yaml")
    compliant = decide(run, "--text", "this tea tastes of honey", "--creator-id", "cr_anselm")
    assert listed(run) == [compliant, violating]
    assert listed(run, "--limit", "1") == [compliant]
    assert listed(run, "--creator-id", "cr_maya") == [violating]
    assert listed(run, "--outcome", "no_violation") == [compliant]
    assert listed(run, "--clause-id", "HLT-1") == [violating]
    assert listed(run, "--since", "2020-01-01") == [compliant, violating]
    ran = run("decisions", "list", "--since", "2999-01-01")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "No stored decision matches.\n")


def test_list_follows_the_review_and_marks_it(run: Run) -> None:
    decision_id = decide(run, "case.yaml")
    reviewed = run("decisions", "review", decision_id, "overturn", "--reason", "A joke.", "--reviewer", "ana")
    assert reviewed.exit_code == 0
    (row,) = run("decisions", "list", "--outcome", "no_violation").stdout.splitlines()[1:]
    assert "no violation*" in row
    assert "HLT-1" not in row
    assert run("decisions", "list", "--outcome", "violation").stdout == ""


@pytest.mark.parametrize("outcome", Outcome)
def test_decisions_can_be_filtered_by_every_outcome(run: Run, outcome: Outcome) -> None:
    assert run("decisions", "list", "--outcome", outcome.value).exit_code == 0


def test_show_prints_the_decision_as_it_was_made(run: Run) -> None:
    made = run("adjudicate", "case.yaml").stdout
    (decision_id,) = listed(run)
    ran = run("decisions", "show", decision_id[:8])
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, made, "")


def test_show_prints_the_same_json_as_adjudicate(run: Run) -> None:
    made = run("adjudicate", "case.yaml", "--json").stdout
    assert run("decisions", "show", json.loads(made)["decision_id"], "--json").stdout == made


def test_decision_keeps_its_clause_texts_when_the_corpus_changes(run: Run, workspace: Path) -> None:
    decision_id = decide(run, "case.yaml")
    policy = workspace / "corpus" / "claims.md"
    policy.write_text(
        policy.read_text().replace("Do not say that a product cures an illness.", "Say nothing of cures.")
    )
    ran = run("decisions", "show", decision_id)
    assert ran.stderr == "The corpus has changed since this decision; the clause texts below are the stored ones.\n"
    assert "clause Do not say that a product cures an illness." in ran.stdout
    assert "Say nothing of cures." not in ran.stdout


@pytest.mark.parametrize("command", ["show", "replay"])
def test_unknown_or_ambiguous_id_is_refused(run: Run, command: str) -> None:
    decide(run, "case.yaml")
    decide(run, "case.yaml")
    ran = run("decisions", command, "dec_none")
    message = 'clausewise: no stored decision has an id that starts with "dec_none": see clausewise decisions list\n'
    assert (ran.exit_code, ran.stdout, ran.stderr) == (2, "", message)
    ran = run("decisions", command, "dec_")
    assert ran.exit_code == 2
    assert ran.stderr.startswith("clausewise: several decisions start with 'dec_', give more of the id: ")
    assert run("decisions", command, "").exit_code == 2
