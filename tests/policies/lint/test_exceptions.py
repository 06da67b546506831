"""Exceptions that leave nothing of their rule: by their words, by their examples, by their check."""

import pytest

from policies.lint.exceptions import (
    exception_check_swallows_rule,
    exception_swallows_rule,
    unconditional_exception,
)
from policies.parsing.vocabulary import FactType, Quantity
from tests.policies.lint.corpora import SharedWords, clause, exception, subject, told

BROKEN = tuple(f"buy my sharp knife number {n} today{n}" for n in range(12))
MINUTES = {"facts.minutes": Quantity(type=FactType.NUMBER, unit="minutes", meaning="How long.")}


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Creators may sell kitchen knives.", False),
        ("Creators may sell kitchen knives if they are blunt.", True),
        ("Creators may sell up to 3 kitchen knives.", True),
        ("A knife that is blunt is excused.", True),
    ],
)
def test_an_exception_needs_a_condition(text: str, stands: bool) -> None:
    found = told(unconditional_exception, subject(exception("ABC-2", text)))
    assert found == (
        []
        if stands
        else [
            "warning: ABC-2@1.0: the exception names no condition: whatever breaks the rule may rely on it; "
            'say when it holds, with "only if", "where" or a number'
        ]
    )


def test_a_check_is_a_condition() -> None:
    assert told(unconditional_exception, subject(exception("ABC-2", "Knives may go.", check="facts.blunt"))) == []


def test_examples_of_the_exception_nearer_to_the_breaches_than_these_to_one_another() -> None:
    rule = clause("ABC-1", positives=BROKEN, excepts=("ABC-2",))
    same = exception("ABC-2", positives=tuple(f"{text} please" for text in BROKEN[:10]), negatives=("buy nothing",))
    assert told(exception_swallows_rule, subject(rule, same, nearness=SharedWords())) == [
        "warning: ABC-2@1.0: 10 of the 12 examples that break ABC-1 Knives lie nearer to what this excuses than to one "
        "another; narrow the exception, or show under both clauses what lies on which side"
    ]
    other = same.model_copy(update={"positives": tuple(f"blunt kitchen tool {n}" for n in range(10))})
    assert told(exception_swallows_rule, subject(rule, other, nearness=SharedWords())) == []
    few = same.model_copy(update={"positives": same.violating_examples[:9]})
    assert told(exception_swallows_rule, subject(rule, few, nearness=SharedWords())) == []
    shown = same.model_copy(update={"negatives": BROKEN})
    assert told(exception_swallows_rule, subject(rule, shown, nearness=SharedWords())) == []


def test_a_check_that_is_true_whenever_its_rule_is_broken() -> None:
    rule = clause("ABC-1", check="facts.minutes > 30", excepts=("ABC-2",))
    wide, narrow = (exception("ABC-2", check=f"facts.minutes >= {least}") for least in (20, 40))
    assert told(exception_check_swallows_rule, subject(rule, wide, vocabulary=MINUTES)) == [
        "error: ABC-2@1.0: its check is true in each of 3 trials in which that of ABC-1 Knives is; "
        "let the exception's check read something that the rule's leaves open"
    ]
    assert told(exception_check_swallows_rule, subject(rule, narrow, vocabulary=MINUTES)) == []
    assert told(exception_check_swallows_rule, subject(rule, wide)) == []
