"""A check may read what the vocabulary declares, and must fit its types."""

from collections.abc import Mapping

import pytest

from policies.checks.check import check_library
from policies.library import Library
from policies.parsing.glossary import Entry
from policies.parsing.vocabulary import FactType, Quantity
from tests.policies.checks.test_check import document, rule

SEE = "see clausewise policies vocabulary"
VOCABULARY = {
    "facts.ai_label": Quantity(type=FactType.BOOLEAN, meaning="The label is on."),
    "facts.minutes": Quantity(type=FactType.NUMBER, unit="minutes", meaning="Minutes."),
    "facts.since": Quantity(type=FactType.DATE, meaning="The day it began."),
    "facts.shop": Quantity(type=FactType.TEXT, meaning="The shop."),
}


def problems(
    check: str,
    vocabulary: Mapping[str, Quantity] | None = VOCABULARY,
    glossary: Mapping[str, Entry] | None = None,
) -> list[str]:
    documents = (document(rule(check=check)),)
    library = Library("House", documents, vocabulary=vocabulary, glossary=glossary or {})
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
def test_what_is_declared_and_fits(check: str) -> None:
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
def test_what_is_not_declared(check: str, expected: str) -> None:
    assert problems(check) == [f"error: LIV-1@1.0: the check reads {expected}"]


@pytest.mark.parametrize(
    ("check", "types"),
    [
        ("facts.ai_label > 7", "facts.ai_label is a boolean"),
        ("facts.minutes", "facts.minutes is a number"),
        ("!facts.ai_label && facts.shop > 1", "facts.ai_label is a boolean, facts.shop is a text"),
    ],
)
def test_what_does_not_fit(check: str, types: str) -> None:
    (problem,) = problems(check)
    assert problem.startswith(f"error: LIV-1@1.0: the check `{check}` cannot be evaluated: ")
    assert problem.endswith(f"; {types}")


def test_without_a_vocabulary_any_fact_may_be_read_but_not_any_signal() -> None:
    assert problems("facts.anything > 7", None) == []
    assert problems("signals.anything > 7", None) == [
        f"error: LIV-1@1.0: the check reads signals.anything, which is not declared; {SEE}"
    ]


def test_a_term_that_refers_to_nothing() -> None:
    glossary = {"pod": Entry(meaning="A group.", see="LIV-9"), "bot": Entry(meaning="A program.", see="LIV-1")}
    assert problems("facts.minutes > 7", glossary=glossary) == [
        'error: glossary.toml "pod": the term refers to LIV-9, which is nowhere; write LIV-1'
    ]
