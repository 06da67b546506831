from collections.abc import Iterable

from eval.dataset import completeness
from eval.dataset.labelled_case import Tag
from policies.checks.problem import Level, Problem
from tests.eval.samples import labelled, material

REVIEWS = [labelled(f"r{n}", "needs_review", why="hard") for n in range(2)]
PASSES = [labelled(f"p{n}", "no_violation", text=text) for n, text in enumerate(("tea", "balm", "soap", "wool"))]
BREAKS = [labelled(f"v{n}", "violation", "HLT-1", text=f"cured {n}") for n in range(6)]


def told(problems: Iterable[Problem]) -> list[str]:
    found = list(problems)
    assert {problem.level for problem in found} <= {Level.ERROR}
    return [problem.message for problem in found]


def test_shares_just_met_are_enough() -> None:
    assert told(completeness.thin_outcomes(material(*REVIEWS, *PASSES, *BREAKS))) == []


def test_outcomes_that_are_too_few_are_told() -> None:
    assert told(completeness.thin_outcomes(material(*REVIEWS, *PASSES, *BREAKS, BREAKS[0]))) == [
        "4 of 13 cases are no_violation, fewer than a third",
        "2 of 13 cases are needs_review, fewer than a sixth",
    ]


def test_dev_holds_three_fifths_and_something_is_held_out() -> None:
    names = [case.id for case in PASSES]
    cut = {"dev": names[:2], "test": names[2:]}
    assert told(completeness.unbalanced_split(material(*PASSES))) == ["the cases have no split"]
    assert told(completeness.unbalanced_split(material(*PASSES, split=cut))) == [
        "dev holds 50% of the cases",
        "no clause is held out",
    ]
    whole = material(*PASSES, REVIEWS[0], split={"dev": names[:3], "test": ["r0", "p3"], "held_out": ["HLT-1"]})
    assert told(completeness.unbalanced_split(whole)) == []


def test_each_rule_is_broken_once_and_nearly_broken_once() -> None:
    near = labelled("n", "needs_review", near=["HLT-1"], why="hard")
    assert told(completeness.unshown_rules(material(BREAKS[0], near))) == [
        "no case breaks PRC-1",
        "no case comes near PRC-1",
    ]


def test_every_tag_is_used() -> None:
    case = labelled("a", "no_violation", tags=[tag for tag in Tag if tag is not Tag.INJECTION])
    assert told(completeness.unused_tags(material(case))) == ['no case is tagged "injection"']


def test_something_must_pass() -> None:
    assert told(completeness.nothing_must_pass(material(*PASSES))) == ["no case must pass"]
    assert told(completeness.nothing_must_pass(material(labelled("a", "no_violation", must_pass=True)))) == []


def test_each_case_has_its_day() -> None:
    held = material(PASSES[0], labelled("a", "no_violation", content_date=None))
    assert list(completeness.undated_cases(held)) == [
        Problem(
            Level.ERROR,
            "set/cases.jsonl:2",
            "a has no content_date, so its law changes with the day",
            "give the day it was posted",
        )
    ]


def test_cases_that_their_words_give_away_are_too_easy() -> None:
    goods = ("tea", "balm", "soap", "wool", "glue", "rope", "lamp", "sofa", "comb", "bowl")
    easy = [labelled(f"e{n}", "violation", "HLT-1", text=f"{good} heals") for n, good in enumerate(goods)]
    easy += [labelled(f"k{n}", "no_violation", text=f"{good} shines") for n, good in enumerate(goods)]
    assert told(completeness.easy_cases(material(*easy))) == [
        "a bag of words finds 100% of the outcomes over five folds: the cases are too easy"
    ]
