"""`clausewise queues`: a routing file is checked, and stored decisions get the jobs that they never had."""

from pathlib import Path

from tests.cli.conftest import Run

RULES = """[queues.all]
title = "All"

[[rules]]
when = '"HLT-9" in decision.clauses'
queue = "all"
priority = 60
sla_minutes = 60

[[rules]]
queue = "all"
priority = 50
sla_minutes = 60
"""


def test_bundled_rules_have_no_errors(run: Run, workspace: Path) -> None:
    ran = run("queues", "check")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "1 queue, 11 rules, 0 samples: no errors\n", "")


def test_clause_that_the_policies_do_not_have_is_reported(run: Run, workspace: Path) -> None:
    file = workspace / "queues.toml"
    file.write_text(RULES)
    ran = run("queues", "check", str(file))
    assert (ran.exit_code, ran.stdout) == (0, "1 queue, 2 rules, 0 samples: no errors\n")
    assert '"HLT-9" in decision.clauses: the policies have no clause HLT-9 (did you mean "HLT-' in ran.stderr


def test_bad_rules_exit_with_2_and_their_line(run: Run, workspace: Path) -> None:
    file = workspace / "queues.toml"
    file.write_text(RULES.replace("decision.clauses", "decision.clause"))
    ran = run("queues", "check", str(file))
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "queues.toml:5: when: decision.clause is not known; write decision.outcome" in ran.stderr


def test_decisions_without_a_job_get_one(run: Run, workspace: Path) -> None:
    case = workspace / "case.json"
    case.write_text(
        '{"id": "k1", "creator_id": "cr_1", "content": [{"text": "cette tisane a guéri mon diabète"}]}', "utf-8"
    )
    decided = run("adjudicate", str(case), "--json")
    assert '"needs_review"' in decided.stdout
    assert run("queues", "fill").stdout == "1 job created\n"
    assert run("queues", "fill").stdout == "0 jobs created\n"
