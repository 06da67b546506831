"""The lint by all rules, and the findings that lint.toml allows."""

from pathlib import Path

import pytest

from policies.checks.problem import Level, Problem
from policies.lint.lint import Allowance, lint, read_allowances, skipped_rules
from policies.parsing.diagnostics import CorpusErrors
from tests.policies.lint.corpora import SharedWords, clause, label_coverage, lint_input

VAGUE = clause("ABC-1", "Take appropriate care.", violating_examples=("knife",), compliant_examples=("spoon",))


def test_findings_have_the_name_of_their_rule() -> None:
    findings = lint(lint_input(VAGUE, label_coverage=label_coverage()))
    assert [(f.rule, f.problem.where, f.allowed) for f in findings] == [
        ("vague-word", "ABC-1@1.0", None),
        ("no-labelled-case", "ABC-1@1.0", None),
    ]


def test_allowed_finding_has_its_reason_and_unused_allowance_is_found() -> None:
    allowed = Allowance(rule="vague-word", where="ABC-1", why="A court said what it means.")
    unused = Allowance(rule="vague-word", where="ABC-2", why="It was so.")
    not_run = Allowance(rule="near-duplicate", where="ABC-2", why="Nobody compared.")
    findings = lint(lint_input(VAGUE), [allowed, unused, not_run])
    assert [(f.rule, str(f.problem).partition(";")[0], f.allowed) for f in findings] == [
        (
            "vague-word",
            'warning: ABC-1@1.0: "appropriate" leaves open by what standard',
            "A court said what it means.",
        ),
        ("unused-allowance", 'warning: lint.toml "ABC-2": vague-word no longer has a finding there', None),
    ]


def test_rules_without_their_input_are_skipped() -> None:
    compared, labelled = (
        ["distant-near-miss", "exception-swallows-rule", "near-duplicate"],
        ["no-labelled-case", "fact-never-provided"],
    )
    assert [rule.name for rule in skipped_rules(lint_input(VAGUE))] == [*compared, *labelled]
    assert [rule.name for rule in skipped_rules(lint_input(VAGUE, similarity=SharedWords()))] == labelled
    assert skipped_rules(lint_input(VAGUE, similarity=SharedWords(), label_coverage=label_coverage())) == ()


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
    ("source", "message"),
    [
        (
            ROW.replace("The court says what it means.", " "),
            "5: invalid allowance: why: String should match pattern",
        ),
        (
            ROW.replace("why", "because"),
            "5: invalid allowance: why: Field required; write [[allow]], then rule = ",
        ),
        (
            ROW.replace("vague-word", "points-out-of-line"),
            '5: "points-out-of-line" is now called "points-severity-mismatch"; write rule = "points-severity-mismatch"',
        ),
        (ROW.replace("vague-word", "vague-words"), '5: there is no rule "vague-words"; write no-examples, '),
        ("[allow]\nrule = 1", "1: the file contains something other than allowances; write [[allow]], then rule"),
        (ROW.replace("allow", "deny"), "1: the file contains something other than allowances; write [[allow]]"),
        ("[[allow]", "1: invalid TOML: "),
        ("allow = [3]", "1: invalid allowance: Input should be a valid dictionary"),
    ],
)
def test_invalid_allowance_is_refused_with_its_line(tmp_path: Path, source: str, message: str) -> None:
    (tmp_path / "lint.toml").write_text(f"{ROW if source.startswith('[[allow]]') else ''}{source}")
    with pytest.raises(CorpusErrors) as refused:
        read_allowances(tmp_path)
    assert str(refused.value).startswith(f"{tmp_path / 'lint.toml'}:{message}")


@pytest.mark.parametrize(
    ("where", "covered"),
    [("ABC-1", True), ("ABC-1@1.0", True), ("ABC-1@2.0", False), ("ABC", False), ("ABC-11", False)],
)
def test_allowance_covers_a_clause_or_one_version(where: str, covered: bool) -> None:
    allowance = Allowance(rule="vague-word", where=where, why="So.")
    assert allowance.covers("vague-word", Problem(Level.NOTE, "ABC-1@1.0", "", "")) is covered
    assert not allowance.covers("long-sentence", Problem(Level.NOTE, "ABC-1@1.0", "", ""))
