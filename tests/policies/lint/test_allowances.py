"""What the owner lets stand is read with its reason, or refused with its line."""

from pathlib import Path

import pytest

from policies.checks.problem import Level, Problem
from policies.lint.allowances import Allowance, read_allowances
from policies.parsing.diagnostics import CorpusErrors

ROW = '[[allow]]\nrule = "vague-word"\nwhere = "ABC-1"\nwhy = "The court says what it means."\n'


def test_allowances_are_read_in_order(tmp_path: Path) -> None:
    assert read_allowances(tmp_path) == ()
    (tmp_path / "lint.toml").write_text(f"# Looked at in May.\n\n{ROW}\n{ROW.replace('ABC-1', 'ABC-2@1.0')}")
    why = "The court says what it means."
    assert read_allowances(tmp_path) == (
        Allowance(rule="vague-word", where="ABC-1", why=why),
        Allowance(rule="vague-word", where="ABC-2@1.0", why=why),
    )


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            ROW.replace("The court says what it means.", " "),
            "5: the allowance is wrong: why: String should match pattern",
        ),
        (
            ROW.replace("why", "because"),
            "5: the allowance is wrong: why: Field required; write [[allow]], then rule = ",
        ),
        (ROW.replace("vague-word", "vague-words"), '5: there is no rule "vague-words"; write no-near-miss, '),
        ("[allow]\nrule = 1", "1: there is something other than allowances in this file; write [[allow]], then rule"),
        (ROW.replace("allow", "deny"), "1: there is something other than allowances in this file; write [[allow]]"),
        ("[[allow]", "1: broken TOML, "),
        ("allow = [3]", "1: the allowance is wrong: : Input should be a valid dictionary"),
    ],
)
def test_what_is_no_allowance_is_refused_with_its_line(tmp_path: Path, source: str, told: str) -> None:
    (tmp_path / "lint.toml").write_text(f"{ROW if source.startswith('[[allow]]') else ''}{source}")
    with pytest.raises(CorpusErrors) as refused:
        read_allowances(tmp_path)
    assert str(refused.value).startswith(f"{tmp_path / 'lint.toml'}:{told}")


@pytest.mark.parametrize(
    ("where", "covered"),
    [("ABC-1", True), ("ABC-1@1.0", True), ("ABC-1@2.0", False), ("ABC", False), ("ABC-11", False)],
)
def test_an_allowance_covers_a_clause_or_one_version_of_it(where: str, covered: bool) -> None:
    allowance = Allowance(rule="vague-word", where=where, why="So.")
    assert allowance.covers("vague-word", Problem(Level.NOTE, "ABC-1@1.0", "", "")) is covered
    assert not allowance.covers("long-sentence", Problem(Level.NOTE, "ABC-1@1.0", "", ""))
