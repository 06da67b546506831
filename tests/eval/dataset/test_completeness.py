from collections.abc import Iterable

from eval.dataset import completeness
from eval.dataset.labelled_case import Tag
from policies.checks.problem import Level, Problem
from tests.eval.samples import check_context, labelled

REVIEWS = [labelled(f"r{n}", "needs_review", reason="hard") for n in range(2)]
PASSES = [labelled(f"p{n}", "no_violation", text=text) for n, text in enumerate(("tea", "balm", "soap", "wool"))]
VIOLATIONS = [labelled(f"v{n}", "violation", "HLT-1", text=f"cured {n}") for n in range(6)]


def messages(problems: Iterable[Problem]) -> list[str]:
    listed = list(problems)
    assert {problem.level for problem in listed} <= {Level.ERROR}
    return [problem.message for problem in listed]


def test_smallest_allowed_shares_pass() -> None:
    assert messages(completeness.rare_outcomes(check_context(*REVIEWS, *PASSES, *VIOLATIONS))) == []


def test_rare_outcomes_are_reported() -> None:
    assert messages(completeness.rare_outcomes(check_context(*REVIEWS, *PASSES, *VIOLATIONS, VIOLATIONS[0]))) == [
        "4 of 13 cases are no_violation, fewer than a third",
        "2 of 13 cases are needs_review, fewer than a sixth",
    ]


def test_dev_has_three_fifths_and_clauses_are_held_out() -> None:
    names = [case.id for case in PASSES]
    split = {"dev": names[:2], "test": names[2:]}
    assert messages(completeness.unbalanced_split(check_context(*PASSES))) == ["the cases have no split"]
    assert messages(completeness.unbalanced_split(check_context(*PASSES, split=split))) == [
        "dev has 50% of the cases",
        "no clause is held out",
    ]
    balanced = check_context(*PASSES, REVIEWS[0], split={"dev": names[:3], "test": ["r0", "p3"], "held_out": ["HLT-1"]})
    assert messages(completeness.unbalanced_split(balanced)) == []


def test_each_rule_needs_a_violation_and_a_near_miss() -> None:
    near = labelled("n", "needs_review", near_misses=["HLT-1"], reason="hard")
    assert messages(completeness.uncovered_rules(check_context(VIOLATIONS[0], near))) == [
        "no case violates PRC-1",
        "no case nearly violates PRC-1",
    ]


def test_unused_tag_is_reported() -> None:
    case = labelled("a", "no_violation", tags=[tag for tag in Tag if tag is not Tag.INJECTION])
    assert messages(completeness.unused_tags(check_context(case))) == ['no case is tagged "injection"']


def test_must_pass_cases_are_required() -> None:
    assert messages(completeness.no_must_pass_cases(check_context(*PASSES))) == ["no case must pass"]
    assert messages(completeness.no_must_pass_cases(check_context(labelled("a", "no_violation", must_pass=True)))) == []


def test_undated_case_is_reported() -> None:
    context = check_context(PASSES[0], labelled("a", "no_violation", content_date=None))
    assert list(completeness.undated_cases(context)) == [
        Problem(
            Level.ERROR,
            "set/cases.jsonl:2",
            "a has no content_date, so the policies in force change with the day of the run",
            "give the day it was posted",
        )
    ]


def test_cases_that_single_words_give_away_are_too_easy() -> None:
    goods = ("tea", "balm", "soap", "wool", "glue", "rope", "lamp", "sofa", "comb", "bowl")
    easy = [labelled(f"e{n}", "violation", "HLT-1", text=f"{good} heals") for n, good in enumerate(goods)]
    easy += [labelled(f"k{n}", "no_violation", text=f"{good} shines") for n, good in enumerate(goods)]
    assert messages(completeness.easy_cases(check_context(*easy))) == [
        "a bag of words predicts 100% of the outcomes over five folds: the cases are too easy"
    ]
