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


def test_decisions_are_listed_newest_first_by_what_is_asked(run: Run) -> None:
    broken = decide(run, "case.yaml")
    kept = decide(run, "--text", "this tea tastes of honey", "--creator", "cr_anselm")
    assert listed(run) == [kept, broken]
    assert listed(run, "--limit", "1") == [kept]
    assert listed(run, "--creator", "cr_maya") == [broken]
    assert listed(run, "--outcome", "no_violation") == [kept]
    assert listed(run, "--clause", "HLT-1") == [broken]
    assert listed(run, "--since", "2020-01-01") == [kept, broken]
    ran = run("decisions", "list", "--since", "2999-01-01")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "No decision on record fits.\n")


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_can_be_asked_for(run: Run, outcome: Outcome) -> None:
    assert run("decisions", "list", "--outcome", outcome.value).exit_code == 0


def test_a_decision_is_shown_as_it_was(run: Run) -> None:
    made = run("adjudicate", "case.yaml").stdout
    (decision_id,) = listed(run)
    ran = run("decisions", "show", decision_id[:8])
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, made, "")


def test_show_gives_the_same_object_as_adjudicate(run: Run) -> None:
    made = run("adjudicate", "case.yaml", "--json").stdout
    assert run("decisions", "show", json.loads(made)["decision_id"], "--json").stdout == made


def test_a_decision_keeps_the_words_of_its_day(run: Run, here: Path) -> None:
    decision_id = decide(run, "case.yaml")
    law = here / "corpus" / "claims.md"
    law.write_text(law.read_text().replace("Do not say that a product cures an illness.", "Say nothing of cures."))
    ran = run("decisions", "show", decision_id)
    assert ran.stderr == "The corpus has changed since; the words below are those on record.\n"
    assert "rule Do not say that a product cures an illness." in ran.stdout
    assert "Say nothing of cures." not in ran.stdout


@pytest.mark.parametrize("command", ["show", "replay"])
def test_an_id_that_fits_none_or_several(run: Run, command: str) -> None:
    decide(run, "case.yaml")
    decide(run, "case.yaml")
    ran = run("decisions", command, "dec_none")
    told = 'clausewise: no decision on record begins with "dec_none": see clausewise decisions list\n'
    assert (ran.exit_code, ran.stdout, ran.stderr) == (2, "", told)
    ran = run("decisions", command, "dec_")
    assert ran.exit_code == 2
    assert ran.stderr.startswith("clausewise: 'dec_' begins several decisions, give more of the id: ")
    assert run("decisions", command, "").exit_code == 2
