"""A vocabulary is read whole, or refused in its lines."""

import pytest

from policies.parsing.diagnostics import Complaints, CorpusErrors
from policies.parsing.vocabulary import FactType, Quantity, read_vocabulary

SOURCE = """[facts.disclosure_toggle]
type = "boolean"
meaning = "The switch is on."

[facts.unattended_minutes]
type = "number"
unit = "minutes"
meaning = "Nobody answered."
"""
UNIT = "a number needs a unit, and nothing else has one"
TYPES = "Input should be 'boolean', 'number', 'text' or 'date'"
SAMPLE = 'write [facts.stock_units] with type = "number", unit = "units" and meaning = "…"'


def test_reads_everything() -> None:
    assert read_vocabulary(SOURCE, Complaints("vocabulary.toml")) == {
        "facts.disclosure_toggle": Quantity(type=FactType.BOOLEAN, meaning="The switch is on."),
        "facts.unattended_minutes": Quantity(type=FactType.NUMBER, unit="minutes", meaning="Nobody answered."),
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"boolean"', '"bool"', f'1: "disclosure_toggle" is wrong: type: {TYPES}'),
        ('unit = "minutes"', "", f'5: "unattended_minutes" is wrong: {UNIT}'),
        ('"boolean"', '"boolean"\nunit = "1"', f'1: "disclosure_toggle" is wrong: {UNIT}'),
        ('meaning = "Nobody answered."', "", '5: "unattended_minutes" is wrong: meaning: Field required'),
        ("[facts.disclosure_toggle]", "[fact.disclosure_toggle]", '1: there is no "fact" in this file'),
    ],
)
def test_says_what_is_wrong_and_what_would_be_right(old: str, new: str, message: str) -> None:
    with pytest.raises(CorpusErrors) as raised:
        read_vocabulary(SOURCE.replace(old, new), Complaints("vocabulary.toml"))
    assert str(raised.value) == f"vocabulary.toml:{message}; {SAMPLE}"


def test_a_list_of_facts_is_no_vocabulary() -> None:
    with pytest.raises(CorpusErrors, match=r'vocabulary.toml:1: "facts" is not a table; write '):
        read_vocabulary('facts = ["a"]', Complaints("vocabulary.toml"))


def test_broken_toml_is_placed() -> None:
    with pytest.raises(CorpusErrors, match=r"vocabulary.toml:2: broken TOML, "):
        read_vocabulary("[facts.a]\ntype =\n", Complaints("vocabulary.toml"))
