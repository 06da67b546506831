"""`clausewise policies replay`: past cases decided under two policy versions."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.commands.decisions.test_show import decide, listed
from tests.cli.conftest import CASE, VIOLATING, Run

EXPENSIVE = {"market": "NO", "creator_id": "cr_maya", "content_date": "2026-09-14", "facts": {"price": 250}}
CHEAP = {**EXPENSIVE, "facts": {"price": 50}}


@pytest.fixture
def edited(workspace: Path) -> Path:
    """A copy of the corpus with a higher price limit."""
    shutil.copytree(workspace / "corpus", workspace / "edited")
    policy = workspace / "edited" / "claims.md"
    policy.write_text(policy.read_text().replace("facts.price > 100", "facts.price > 1000"))
    return workspace / "edited"


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


def write(path: Path, *rows: object) -> None:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))


@pytest.mark.usefixtures("edited")
def test_changed_outcomes_are_listed_with_the_clause(run: Run, workspace: Path) -> None:
    write(workspace / "cases.jsonl", {"id": "expensive", **EXPENSIVE}, {"id": "cheap", **CHEAP})
    ran = run("policies", "replay", "--from", "corpus", "--to", "edited", "--cases", "cases.jsonl", "--judge", "rules")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert lines(ran.stdout) == [
        "corpus → edited",
        "1 outcome changes of 2, 1 by clauses that were edited and 0 by clauses that were",
        "not edited",
        "",
        "Outcomes",
        "               Before  After  Change",
        " violation     1       0      -1",
        " no violation  1       2      +1",
        "",
        "Enforcement actions",
        "            Before  After  Change",
        " none       1       2      +1",
        " education  1       0      -1",
        "",
        "Changed outcomes by clause",
        " Clause  Outcomes changed  Edited",
        " PRC-1   1                 yes",
        "",
        "Changed outcomes by creator tier",
        " Tier  Outcomes changed  Cases",
        " gold  1                 2",
        "",
        "Outcomes changed by clauses that were edited (1)",
        "",
        " expensive · violation → no violation · cases.jsonl:1",
        "   PRC-1  violated → not violated; other check",
        "   action education (2 points, 2 in total) → none",
    ]


def test_decision_log_is_decided_again_and_nothing_is_saved(run: Run, edited: Path) -> None:
    decision_id = decide(run, "case.yaml", "--judge", "rules")
    ran = run("policies", "replay", "--from", "corpus", "--to", str(edited), "--judge", "rules", "--json")
    report = json.loads(ran.stdout)
    assert [(d["past_case"], d["case_id"], d["outcome_changed"]) for d in report["diffs"]] == [
        (decision_id, "tea", True)
    ]
    assert (report["decided"], report["not_reproduced"], report["failures"]) == (1, [], [])
    assert listed(run) == [decision_id]


@pytest.mark.usefixtures("edited")
def test_another_decision_log_can_be_named(run: Run, workspace: Path) -> None:
    decide(run, "case.yaml", "--judge", "rules")
    (workspace / "data" / "clausewise.db").rename(workspace / "old.db")
    arguments = ("--from", "corpus", "--to", "edited", "--judge", "rules", "--decisions", "old.db")
    assert lines(run("policies", "replay", *arguments).stdout)[1].startswith("1 outcome changes of 1, ")


def test_stored_signals_are_used(run: Run, workspace: Path, edited: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(run, "case.yaml", "--judge", "rules")
    (workspace / "creators.yaml").write_text("creators: []\n")
    monkeypatch.setenv("CLAUSEWISE_SIGNALS_FILE", "creators.yaml")
    ran = run("policies", "replay", "--from", "corpus", "--to", str(edited), "--judge", "rules", "--json")
    assert json.loads(ran.stdout)["tiers"] == {"gold": {"cases": 1, "outcomes_changed": 1}}


@pytest.mark.usefixtures("edited")
def test_decisions_that_cannot_be_reproduced_are_counted(run: Run) -> None:
    decide(run, "case.yaml", "--judge", "rules")
    ran = run("policies", "replay", "--from", "edited", "--to", "edited", "--judge", "rules")
    assert lines(ran.stdout)[1:6] == [
        "0 outcomes change of 1",
        "1 case was decided once: no policy that applies to them differs.",
        "1 past decision cannot be reproduced under the first policy version alone:",
        "another corpus, judge or Clausewise version made them.",
        "",
    ]


@pytest.mark.usefixtures("edited")
def test_labelled_cases_are_read_without_their_labels(run: Run, workspace: Path) -> None:
    gold = {"outcome": "violation", "violated": ["PRC-1"]}
    write(
        workspace / "cases.jsonl",
        {"id": "one", "case": EXPENSIVE, "gold": gold},
        {"id": "two", "case": CHEAP, "gold": gold},
    )
    arguments = ("--from", "corpus", "--to", "edited", "--judge", "rules", "--cases", "cases.jsonl")
    report = json.loads(run("policies", "replay", *arguments, "--json").stdout)
    assert [(d["case_id"], d["before"], d["after"]) for d in report["diffs"]] == [("one", "violation", "no_violation")]


@pytest.mark.usefixtures("edited")
def test_case_file_is_read(run: Run, workspace: Path) -> None:
    (workspace / "expensive.yaml").write_text(CASE)
    ran = run(
        "policies", "replay", "--from", "corpus", "--to", "edited", "--judge", "rules", "--cases", "expensive.yaml"
    )
    assert " tea · violation → no violation · expensive.yaml" in lines(ran.stdout)


@pytest.mark.usefixtures("edited")
def test_invalid_lines_are_listed_and_counted(run: Run, workspace: Path) -> None:
    early = {"id": "early", **EXPENSIVE, "content_date": "2001-01-01"}
    write(
        workspace / "cases.jsonl",
        {"id": "expensive", **EXPENSIVE},
        "{",
        "[1]",
        "",
        {"id": "empty"},
        early,
        {**early, "id": "e2"},
    )
    ran = run("policies", "replay", "--from", "corpus", "--to", "edited", "--cases", "cases.jsonl", "--judge", "rules")
    shown = lines(ran.stdout)
    assert ran.exit_code == 0
    assert " ".join(shown[1:3]).endswith("clauses that were not edited; 5 cases could not be decided")
    failures = "\n".join(shown[shown.index("Not decided (5)") :])
    assert "   1 case  cases.jsonl:2: invalid JSON, " in failures
    assert "   1 case  cases.jsonl:3: not a case: write one object per line" in failures
    assert "   1 case  cases.jsonl:5: the case has neither content nor facts" in failures
    assert "   2 cases cases.jsonl:6, cases.jsonl:7: no policy is in force on 2001-01-01 in" in failures


@pytest.mark.usefixtures("edited")
def test_command_fails_if_no_case_could_be_decided(run: Run, workspace: Path) -> None:
    write(workspace / "cases.jsonl", "{")
    arguments = ("--from", "corpus", "--to", "edited", "--cases", "cases.jsonl", "--judge", "rules")
    assert run("policies", "replay", *arguments).exit_code == 1


@pytest.mark.usefixtures("edited")
def test_limit_is_respected(run: Run, workspace: Path) -> None:
    write(workspace / "cases.jsonl", *({"id": f"c{n}", **EXPENSIVE} for n in range(5)))
    arguments = ("--from", "corpus", "--to", "edited", "--cases", "cases.jsonl", "--judge", "rules", "--limit", "2")
    report = json.loads(run("policies", "replay", *arguments, "--json").stdout)
    assert (report["decided"], report["outcomes_changed"]) == (2, 2)


def test_local_judge_is_the_default(run: Run) -> None:
    ran = run("policies", "replay", "--from", "corpus", "--to", "corpus", "--cases", "case.yaml", "--json")
    report = json.loads(ran.stdout)
    assert (report["decided"], report["decided_once"], report["outcomes"]) == (
        1,
        1,
        {"violation": {"before": 1, "after": 1}},
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--cases", "case.yaml", "--decisions", "x.db"], "give either --cases or --decisions, and not both"),
        (["--decisions", "x.db"], "x.db: no such decision log: give "),
        (["--cases", "x.jsonl"], "x.jsonl: No such file or directory: give "),
        (["--cases", "x.yaml"], "x.yaml: No such file or directory: give "),
        ([], "the decision log is empty: decide some cases first"),
        (["--cases", "case.yaml", "--to", "nowhere"], '"nowhere" is neither a folder nor a day: write '),
    ],
)
def test_invalid_arguments_are_refused(run: Run, arguments: list[str], message: str) -> None:
    ran = run("policies", "replay", "--from", "corpus", "--to", "corpus", *arguments)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"clausewise: {message}")


NEW_POLICY = """\
---
id: music
title: Music
version: "1.0"
effective_from: 2025-01-01
---

# Music

## MUS-1 Loud music

- **kind**: rule
- **points**: 1

Do not play loud music.

### Violating examples

- the drums are as loud as they get

### Compliant examples

{compliant}

### Why

It hurts.

### How to fix

- Play softly.

### Appeal evidence

- A measurement.
"""


def test_new_policy_that_moves_the_shared_classifier_is_told_apart(run: Run, workspace: Path) -> None:
    """The examples of the new policy look like breaches of another clause, which was not edited."""
    shutil.copytree(workspace / "corpus", workspace / "more")
    examples = "\n".join(line.replace("- this", "- the music while this") for line in VIOLATING)
    (workspace / "more" / "music.md").write_text(NEW_POLICY.format(compliant=examples))
    words = "while this tea cured my gout the music was on"
    write(workspace / "cases.jsonl", {"market": "US", "content_date": "2026-09-14", "content": [{"text": words}]})
    ran = run("policies", "replay", "--from", "corpus", "--to", "more", "--cases", "cases.jsonl", "--json")
    report = json.loads(ran.stdout)
    assert (report["outcomes_changed"], report["changed_by_classifier"]) == (1, 1)
    shown = run("policies", "replay", "--from", "corpus", "--to", "more", "--cases", "cases.jsonl", "--markdown")
    assert "## Outcomes changed only because the classifier was trained again (1)" in shown.stdout
