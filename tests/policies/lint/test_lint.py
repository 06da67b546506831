"""The lint runs the rules it has the means for, and weighs what was allowed."""

from policies.lint.allowances import Allowance
from policies.lint.lint import left_out, lint
from tests.policies.lint.corpora import SharedWords, clause, labels, subject

VAGUE = clause("ABC-1", "Take appropriate care.")


def test_each_finding_bears_the_name_of_its_rule() -> None:
    found = lint(subject(VAGUE, labels=labels()))
    assert [(f.rule, f.problem.where, f.allowed) for f in found] == [
        ("vague-word", "ABC-1@1.0", None),
        ("no-labelled-case", "ABC-1@1.0", None),
    ]


def test_what_is_allowed_says_why_and_what_allows_nothing_is_found() -> None:
    allowed = Allowance(rule="vague-word", where="ABC-1", why="A court said what it means.")
    idle = Allowance(rule="vague-word", where="ABC-2", why="It was so.")
    unasked = Allowance(rule="near-duplicate", where="ABC-2", why="Nobody compared.")
    found = lint(subject(VAGUE), [allowed, idle, unasked])
    assert [(f.rule, str(f.problem).partition(";")[0], f.allowed) for f in found] == [
        (
            "vague-word",
            'warning: ABC-1@1.0: "appropriate" leaves open by what standard, and nothing beside it is a measure',
            "A court said what it means.",
        ),
        ("unused-allowance", 'warning: lint.toml "ABC-2": vague-word finds nothing there any more', None),
    ]


def test_what_there_is_nothing_to_hold_against_is_left_out() -> None:
    compared, labelled = (
        ["distant-near-miss", "exception-swallows-rule", "near-duplicate"],
        ["no-labelled-case", "fact-never-given"],
    )
    assert [rule.name for rule in left_out(subject(VAGUE))] == [*compared, *labelled]
    assert [rule.name for rule in left_out(subject(VAGUE, nearness=SharedWords()))] == labelled
    assert left_out(subject(VAGUE, nearness=SharedWords(), labels=labels())) == ()
