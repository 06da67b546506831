"""The manifest, the vocabulary and the glossary of a corpus."""

import pytest

from policies.parsing.diagnostics import CorpusErrors, Diagnostics
from policies.parsing.toml_files import Manifest, read_glossary, read_manifest, read_vocabulary
from policies.vocabulary import GlossaryEntry, Variable, VariableType

MANIFEST_SOURCE = """name = "Creator governance"

[markets]
US = "United States"
DE = "Germany"
FR = "France"

[groups]
EU = ["DE", "FR"]
"""


def test_manifest_is_read() -> None:
    assert read_manifest(MANIFEST_SOURCE, Diagnostics("corpus.toml")) == Manifest(
        name="Creator governance",
        markets={"US": "United States", "DE": "Germany", "FR": "France"},
        groups={"EU": frozenset({"DE", "FR"})},
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "[markets]",
            "[markets",
            "corpus.toml:3: invalid TOML: Expected ']' at the end of a table declaration; write name = \"value\"",
        ),
        (
            'name = "Creator governance"',
            "",
            'corpus.toml:1: the corpus has no name; write name = "…" in the first line',
        ),
        (
            "[groups]",
            "[group]",
            'corpus.toml:8: the manifest has no key "group"; write name, markets, groups or languages '
            '(did you mean "groups"?)',
        ),
        ("US =", "us =", 'corpus.toml:4: market "us" is not a code with a name; write it as US = "United States"'),
        ('"France"', "7", 'corpus.toml:6: market "FR" is not a code with a name; write it as US = "United States"'),
        (
            '"DE", "FR"',
            '"DE", "FT"',
            'corpus.toml:9: group "EU" contains the unknown market "FT"; write US, DE or FR',
        ),
        ('["DE", "FR"]', '"DE"', 'corpus.toml:9: group "EU" is not a list of markets; write it as EU = ["DE", "FR"]'),
        (
            "EU =",
            "DE =",
            'corpus.toml:5: group "DE" is also a market, or not in capitals; choose another name',
        ),
    ],
)
def test_manifest_error_names_line_and_remedy(old: str, new: str, message: str) -> None:
    assert old in MANIFEST_SOURCE
    with pytest.raises(CorpusErrors) as refused:
        read_manifest(MANIFEST_SOURCE.replace(old, new), Diagnostics("corpus.toml"))
    assert str(refused.value) == message


@pytest.mark.parametrize("table", ["markets", "groups"])
def test_manifest_value_that_is_not_a_table_is_refused(table: str) -> None:
    with pytest.raises(CorpusErrors, match=f"^corpus.toml:2: {table} is not a table; write "):
        read_manifest(f'name = "N"\n{table} = 3\n', Diagnostics("corpus.toml"))


VOCABULARY_SOURCE = """[facts.disclosure_toggle]
type = "boolean"
meaning = "The switch is on."

[facts.unattended_minutes]
type = "number"
unit = "minutes"
meaning = "Nobody answered."
"""
UNIT = "a number needs a unit, and no other type has one"
TYPES = "Input should be 'boolean', 'number', 'text' or 'date'"
SAMPLE = 'write [facts.stock_units] with type = "number", unit = "units" and meaning = "…"'


def test_vocabulary_is_read() -> None:
    assert read_vocabulary(VOCABULARY_SOURCE, Diagnostics("vocabulary.toml")) == {
        "facts.disclosure_toggle": Variable(type=VariableType.BOOLEAN, meaning="The switch is on."),
        "facts.unattended_minutes": Variable(type=VariableType.NUMBER, unit="minutes", meaning="Nobody answered."),
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"boolean"', '"bool"', f'1: "disclosure_toggle": type: {TYPES}'),
        ('unit = "minutes"', "", f'5: "unattended_minutes": {UNIT}'),
        ('"boolean"', '"boolean"\nunit = "1"', f'1: "disclosure_toggle": {UNIT}'),
        ('"number"', '"number"\nshown_by = "contact"', '5: "unattended_minutes": only a boolean has shown_by'),
        (
            '"boolean"',
            '"boolean"\nshown_by = "a face"',
            "1: \"disclosure_toggle\": shown_by: Input should be 'contact'",
        ),
        ('meaning = "Nobody answered."', "", '5: "unattended_minutes": meaning: Field required'),
        ("[facts.disclosure_toggle]", "[fact.disclosure_toggle]", '1: this file has no table "fact"'),
    ],
)
def test_vocabulary_error_names_line_and_remedy(old: str, new: str, message: str) -> None:
    with pytest.raises(CorpusErrors) as raised:
        read_vocabulary(VOCABULARY_SOURCE.replace(old, new), Diagnostics("vocabulary.toml"))
    assert str(raised.value) == f"vocabulary.toml:{message}; {SAMPLE}"


def test_vocabulary_that_is_a_list_is_refused() -> None:
    with pytest.raises(CorpusErrors, match=r'vocabulary.toml:1: "facts" is not a table; write '):
        read_vocabulary('facts = ["a"]', Diagnostics("vocabulary.toml"))


def test_broken_toml_is_reported_with_its_line() -> None:
    with pytest.raises(CorpusErrors, match=r"vocabulary.toml:2: invalid TOML: "):
        read_vocabulary("[facts.a]\ntype =\n", Diagnostics("vocabulary.toml"))


GLOSSARY_SOURCE = """[terms."flash sale"]
meaning = "A short sale."
see = "PRC-2.1"
synonyms = ["lightning deal"]

[terms.pod]
meaning = "People who like by agreement."
"""


def test_glossary_is_read() -> None:
    assert read_glossary(GLOSSARY_SOURCE, Diagnostics("glossary.toml")) == {
        "flash sale": GlossaryEntry(meaning="A short sale.", see="PRC-2.1", synonyms=("lightning deal",)),
        "pod": GlossaryEntry(meaning="People who like by agreement."),
    }


def test_term_without_meaning_is_reported_with_its_line() -> None:
    with pytest.raises(CorpusErrors) as raised:
        read_glossary(GLOSSARY_SOURCE.replace('meaning = "A short sale."', ""), Diagnostics("glossary.toml"))
    assert str(raised.value).startswith('glossary.toml:1: "flash sale": meaning: Field required; write [terms.')


def test_old_key_of_a_term_is_refused_with_its_present_name() -> None:
    with pytest.raises(CorpusErrors) as raised:
        read_glossary(GLOSSARY_SOURCE.replace("synonyms", "also"), Diagnostics("glossary.toml"))
    assert str(raised.value).startswith('glossary.toml:1: "flash sale": "also" is now called "synonyms"; write [terms.')
