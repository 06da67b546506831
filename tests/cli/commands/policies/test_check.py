"""`policies check --self-test`: each example is judged with itself left out."""

import json
from pathlib import Path

from typer.testing import CliRunner

from clausewise import app
from eval.dataset.dataset import BUNDLED

TUTORING = BUNDLED.parent / "language_tutoring" / "policies_5"
BARE = """---
id: bare
title: Bare
version: "1"
effective_from: 2026-01-01
---

## A-1 Kindness

- **kind**: rule

Be kind to all.
"""


def test_every_example_is_judged_without_itself() -> None:
    ran = CliRunner().invoke(app, ["policies", "check", "--self-test", "--json", "--policies", str(TUTORING)])
    assert ran.exit_code == 0, ran.output
    results = json.loads(ran.stdout)["self_test"]
    assert len(results) == 80
    assert {one["answer"] for one in results} >= {"right", "undecided"}  # had it seen them, it would repeat them
    example = next(one for one in results if one["text"].startswith("I have the answers") or one["violating"])
    assert example["opposite"]["similarity"] < 1


def test_wrong_examples_are_listed_with_the_nearest_of_the_other_side() -> None:
    ran = CliRunner().invoke(app, ["policies", "check", "--self-test", "--policies", str(TUTORING)])
    lines = ran.stdout.splitlines()
    assert lines[0].startswith("policies_5: 1 policy, 8 clauses, 0 errors")
    assert lines[-1].startswith("self-test: 80 examples, each judged with itself left out: ")
    wrong = [line for line in lines if " example “" in line and line.startswith("TUT-")]
    nearest = [line for line in lines if line.startswith("    nearest ")]
    assert len(wrong) == len(nearest) <= 10


def test_without_examples_there_is_nothing_to_test(tmp_path: Path) -> None:
    (tmp_path / "bare.md").write_text(BARE)
    ran = CliRunner().invoke(app, ["policies", "check", "--self-test", "--policies", str(tmp_path)])
    assert ran.stdout.splitlines()[-1] == "self-test: no rule in force has examples; write some"
