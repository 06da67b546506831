"""A glossary is read whole, or refused in its lines."""

import pytest

from policies.parsing.diagnostics import Complaints, CorpusErrors
from policies.parsing.glossary import Entry, read_glossary

SOURCE = """[terms."flash sale"]
meaning = "A short sale."
see = "PRC-2.1"
also = ["lightning deal"]

[terms.pod]
meaning = "People who like by agreement."
"""


def test_reads_everything() -> None:
    assert read_glossary(SOURCE, Complaints("glossary.toml")) == {
        "flash sale": Entry(meaning="A short sale.", see="PRC-2.1", also=("lightning deal",)),
        "pod": Entry(meaning="People who like by agreement."),
    }


def test_a_term_without_a_meaning_is_placed() -> None:
    with pytest.raises(CorpusErrors) as raised:
        read_glossary(SOURCE.replace('meaning = "A short sale."', ""), Complaints("glossary.toml"))
    assert str(raised.value).startswith(
        'glossary.toml:1: "flash sale" is wrong: meaning: Field required; write [terms.'
    )
