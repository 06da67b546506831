"""Checks read only declared variables and use them by their types."""

from collections.abc import Mapping

import pytest

from policies.checks.check import check_library
from policies.library import Library
from policies.vocabulary import GlossaryEntry, Variable, VariableType
from tests.policies.checks.test_check import document, rule

SEE = "see clausewise policies vocabulary"
VOCABULARY = {
    "facts.ai_label": Variable(type=VariableType.BOOLEAN, meaning="The label is on."),
    "facts.minutes": Variable(type=VariableType.NUMBER, unit="minutes", meaning="Minutes."),
    "facts.since": Variable(type=VariableType.DATE, meaning="The day it began."),
    "facts.shop": Variable(type=VariableType.TEXT, meaning="The shop."),
}


def problems(
    check: str,
    vocabulary: Mapping[str, Variable] | None = VOCABULARY,
    glossary: Mapping[str, GlossaryEntry] | None = None,
) -> list[str]:
    documents = (document(rule(check=check)),)
    library = Library("Test corpus", documents, vocabulary=vocabulary, glossary=glossary or {})
    return [str(problem) for problem in check_library(library)]


@pytest.mark.parametrize(
    "check",
    [
        "facts.minutes > 7",
        "!facts.ai_label && facts.minutes * 2 > 7",
        "signals.strikes > 2 && signals.quality_score < 40",
        'case.market == "DE" || facts.shop.startsWith("a")',
        'timestamp(facts.since + "T00:00:00Z") < timestamp("2027-01-01T00:00:00Z")',
    ],
)
def test_check_of_declared_variables_is_accepted(check: str) -> None:
    assert problems(check) == []


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (
            "facts.minute > 7",
            "facts.minute, which is not declared; write facts.minutes, or declare it in vocabulary.toml",
        ),
        ("facts.zzz > 7", f"facts.zzz, which is not declared; {SEE}, or declare it in vocabulary.toml"),
        ("signals.strike > 2", "signals.strike, which is not declared; write signals.strikes"),
        ("case.creator == '7'", f"case.creator, which is not declared; {SEE}"),
    ],
)
def test_undeclared_variable_is_an_error(check: str, expected: str) -> None:
    assert problems(check) == [f"error: LIV-1@1.0: the check reads {expected}"]


def test_check_reads_no_variable_that_is_for_review_only() -> None:
    links = Variable(type=VariableType.NUMBER, unit="groups", meaning="Groups of accounts.", review_only=True)
    (problem,) = problems("facts.minutes > 7 && facts.links > 0", {**VOCABULARY, "facts.links": links})
    assert problem == (
        "error: LIV-1@1.0: the check reads facts.links, which is for review only; leave it out: a person decides about "
        "links of accounts"
    )


@pytest.mark.parametrize(
    ("check", "types"),
    [
        ("facts.ai_label > 7", "facts.ai_label is boolean"),
        ("facts.minutes", "facts.minutes is number"),
        ("!facts.ai_label && facts.shop > 1", "facts.ai_label is boolean, facts.shop is text"),
    ],
)
def test_mistyped_variable_is_an_error(check: str, types: str) -> None:
    (problem,) = problems(check)
    assert problem.startswith(f"error: LIV-1@1.0: the check `{check}` cannot be evaluated: ")
    assert problem.endswith(f"; use the declared types: {types}")


def test_without_vocabulary_any_fact_but_not_any_signal_is_accepted() -> None:
    assert problems("facts.anything > 7", None) == []
    assert problems("signals.anything > 7", None) == [
        f"error: LIV-1@1.0: the check reads signals.anything, which is not declared; {SEE}"
    ]


def test_glossary_reference_to_nothing_is_an_error() -> None:
    glossary = {
        "pod": GlossaryEntry(meaning="A group.", see="LIV-9"),
        "bot": GlossaryEntry(meaning="A program.", see="LIV-1"),
    }
    assert problems("facts.minutes > 7", glossary=glossary) == [
        'error: glossary.toml "pod": the term refers to LIV-9, which does not exist; write LIV-1'
    ]
