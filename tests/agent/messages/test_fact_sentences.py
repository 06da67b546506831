"""The facts that decided, told in the creator's language."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from agent.messages.fact_sentences import fact_sentences
from domain.case import Case
from domain.finding import FactCitation, Finding, FindingStatus
from policies.vocabulary import TrueOrFalse, Variable, VariableType

VOCABULARY = {
    "facts.price": Variable(
        type=VariableType.NUMBER,
        unit="currency of the listing",
        meaning="The price.",
        sentence={"en": "the price you gave is {value}", "de": "der Preis, den du genannt hast, ist {value}"},
    ),
    "facts.share": Variable(
        type=VariableType.NUMBER, unit="share", meaning="A share.", sentence={"en": "{percent} of it"}
    ),
    "facts.toggle": Variable(
        type=VariableType.BOOLEAN,
        meaning="The switch.",
        sentence={"en": TrueOrFalse(true="the switch is on", false="the switch is off")},
    ),
    "facts.since": Variable(type=VariableType.DATE, meaning="A day.", sentence={"en": "it is online since {value}"}),
    "facts.shop": Variable(type=VariableType.TEXT, meaning="A shop.", sentence={"en": "it is sold in your shop"}),
    "facts.silent": Variable(type=VariableType.BOOLEAN, meaning="No words."),
}


def say(facts: Mapping[str, JsonValue], language: str = "en") -> tuple[str, ...]:
    finding = Finding(
        clause_id="PRC-1",
        status=FindingStatus.VIOLATED,
        confidence=1,
        probability=1,
        rationale="r",
        judge="rules",
        facts=tuple(FactCitation(name=f"facts.{name}", value=value) for name, value in facts.items()),
    )
    return fact_sentences(Case(id="c", facts={"any": 1, **facts}), finding, VOCABULARY, language)


def test_each_fact_is_a_sentence_in_the_language_of_the_letter() -> None:
    assert say({"price": 19.99, "toggle": False}) == ("the price you gave is 19.99", "the switch is off")
    assert say({"price": 19.99, "toggle": True}, "de") == (
        "der Preis, den du genannt hast, ist 19,99",
        "the switch is on",
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("price", 20, "the price you gave is 20"),
        ("price", 1e3, "the price you gave is 1000"),
        ("price", 0.1 + 0.2, "the price you gave is 0.30"),
        ("price", -1.5, "the price you gave is -1.50"),
        ("share", 0.4, "40% of it"),
        ("share", 0.125, "12.5% of it"),
        ("since", "2026-11-20", "it is online since 2026-11-20"),
        ("shop", "Anna's <b>shop</b>", "it is sold in your shop"),
    ],
)
def test_value_is_told_as_people_write_it(name: str, value: JsonValue, sentence: str) -> None:
    assert say({name: value}) == (sentence,)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("price", "19.99"),
        ("price", True),
        ("price", None),
        ("price", 10**40),
        ("price", 1e300),
        ("toggle", "no"),
        ("since", "soon"),
        ("since", 3),
        ("silent", True),
        ("unknown", 3),
    ],
)
def test_value_of_another_type_and_fact_without_words_are_not_told(name: str, value: JsonValue) -> None:
    assert say({name: value}) == ()


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(), st.sampled_from(["en", "de", "th", "vi"]))
def test_any_number_is_told_shortly_or_not_at_all(value: float, language: str) -> None:
    for sentence in say({"price": value}, language):
        assert len(sentence) < 70
        assert "{" not in sentence
