"""Exceptions that leave nothing of their rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.lint.exceptions import (
    exception_check_swallows_rule,
    exception_swallows_rule,
    trials_covered,
    unconditional_exception,
)
from policies.vocabulary import Variable, VariableType
from tests.policies.lint.corpora import SharedWords, clause, exception, lint_input, messages

VIOLATING = tuple(f"buy my sharp knife number {n} today{n}" for n in range(12))
MINUTES = {"facts.minutes": Variable(type=VariableType.NUMBER, unit="minutes", meaning="How long.")}


@pytest.mark.parametrize(
    ("text", "has_condition"),
    [
        ("Creators may sell kitchen knives.", False),
        ("Creators may sell kitchen knives if they are blunt.", True),
        ("Creators may sell up to 3 kitchen knives.", True),
        ("A knife that is blunt is excused.", True),
    ],
)
def test_exception_without_condition_is_reported(text: str, has_condition: bool) -> None:
    problems = messages(unconditional_exception, lint_input(exception("ABC-2", text)))
    assert problems == (
        []
        if has_condition
        else [
            "warning: ABC-2@1.0: the exception has no condition, so that every violation can rely on it; "
            'say when it applies, with "only if", "where" or a number'
        ]
    )


def test_check_counts_as_condition() -> None:
    assert (
        messages(unconditional_exception, lint_input(exception("ABC-2", "Knives may go.", check="facts.blunt"))) == []
    )


def test_exception_similar_to_violations_is_reported() -> None:
    rule = clause("ABC-1", violating_examples=VIOLATING, excepts=("ABC-2",))
    same = exception(
        "ABC-2",
        violating_examples=tuple(f"{text} please" for text in VIOLATING[:10]),
        compliant_examples=("buy nothing",),
    )
    assert messages(exception_swallows_rule, lint_input(rule, same, similarity=SharedWords())) == [
        "warning: ABC-2@1.0: 10 of 12 violating examples of ABC-1 Knives are more similar to examples of this "
        "exception than to each other; narrow the exception, or add examples to both clauses that show the difference"
    ]
    other = same.model_copy(update={"violating_examples": tuple(f"blunt kitchen tool {n}" for n in range(10))})
    assert messages(exception_swallows_rule, lint_input(rule, other, similarity=SharedWords())) == []
    few = same.model_copy(update={"violating_examples": same.violating_examples[:9]})
    assert messages(exception_swallows_rule, lint_input(rule, few, similarity=SharedWords())) == []
    shown = same.model_copy(update={"compliant_examples": VIOLATING})
    assert messages(exception_swallows_rule, lint_input(rule, shown, similarity=SharedWords())) == []


def test_exception_check_that_covers_its_rule_is_an_error() -> None:
    rule = clause("ABC-1", check="facts.minutes > 30", excepts=("ABC-2",))
    wide, narrow = (exception("ABC-2", check=f"facts.minutes >= {least}") for least in (20, 40))
    assert messages(exception_check_swallows_rule, lint_input(rule, wide, vocabulary=MINUTES)) == [
        "error: ABC-2@1.0: its check was true in all 3 trials in which the check of ABC-1 Knives was true; "
        "let its check read a variable that the rule's check does not decide"
    ]
    assert messages(exception_check_swallows_rule, lint_input(rule, narrow, vocabulary=MINUTES)) == []
    assert messages(exception_check_swallows_rule, lint_input(rule, wide)) == []


KNOWN = {
    "facts.a": Variable(type=VariableType.NUMBER, unit="pieces", meaning="A."),
    "facts.b": Variable(type=VariableType.NUMBER, unit="pieces", meaning="B."),
    "facts.c": Variable(type=VariableType.TEXT, meaning="C."),
    "facts.d": Variable(type=VariableType.BOOLEAN, meaning="D."),
}


@pytest.mark.parametrize(
    ("rule", "exception", "swallowed"),
    [
        ("facts.a > 3", "facts.a > 2", True),
        ("facts.a > 3", "facts.a > 4", False),
        ("facts.a > facts.b * 1.5", "facts.a > facts.b", True),
        ("facts.a > facts.b", "facts.a > facts.b * 1.5", False),
        ('facts.c == "wine"', 'facts.c != "beer"', True),
        ('facts.c != "beer"', 'facts.c == "wine"', False),
        ("facts.d", "!facts.d || facts.a > 1", False),
        ("facts.d && facts.a > 1", "facts.d", True),
        ("facts.d", 'facts.d || case.market == "US"', True),
        ("facts.a > 1", "facts.unknown > 0", False),
        ("facts.d && !facts.d", "facts.d", False),
        ("facts.a > ", "facts.a > 1", False),
    ],
)
def test_covered_checks_of_all_types(rule: str, exception: str, swallowed: bool) -> None:
    assert bool(trials_covered(rule, exception, KNOWN)) is swallowed


def test_too_many_combinations_are_not_tried() -> None:
    rule = " && ".join(f"facts.a > {n} && facts.b > {n} && facts.d" for n in range(10, 300, 10))
    assert trials_covered(rule, "facts.d", KNOWN) == 0


@given(st.integers(0, 99), st.integers(0, 99))
def test_lower_threshold_covers_higher_one(one: int, other: int) -> None:
    swallowed = trials_covered(f"facts.a > {one}", f"facts.a > {other}", KNOWN)
    assert bool(swallowed) is (other <= one)
