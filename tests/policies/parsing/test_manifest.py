"""A manifest names the corpus, its markets and its groups, or is refused in its lines."""

import pytest

from policies.parsing.diagnostics import Complaints, CorpusErrors
from policies.parsing.manifest import Manifest, read_manifest

SOURCE = """name = "Creator governance"

[markets]
US = "United States"
DE = "Germany"
FR = "France"

[groups]
EU = ["DE", "FR"]
"""


def test_reads_everything() -> None:
    assert read_manifest(SOURCE, Complaints("corpus.toml")) == Manifest(
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
            "corpus.toml:3: broken TOML, Expected ']' at the end of a table declaration; write name = \"value\"",
        ),
        (
            'name = "Creator governance"',
            "",
            'corpus.toml:1: the corpus has no name; write name = "…" in the first line',
        ),
        (
            "[groups]",
            "[group]",
            'corpus.toml:8: there is no "group" in a manifest; write name, markets or groups (did you mean "groups"?)',
        ),
        ("US =", "us =", 'corpus.toml:4: market "us" is not a code with a name; write it as US = "United States"'),
        ('"France"', "7", 'corpus.toml:6: market "FR" is not a code with a name; write it as US = "United States"'),
        (
            '"DE", "FR"',
            '"DE", "FT"',
            'corpus.toml:9: group "EU" holds the unknown market "FT"; write US, DE or FR',
        ),
        ('["DE", "FR"]', '"DE"', 'corpus.toml:9: group "EU" is not a list of markets; write it as EU = ["DE", "FR"]'),
        (
            "EU =",
            "DE =",
            'corpus.toml:5: group "DE" is a market already or not in capitals; choose another name',
        ),
    ],
)
def test_errors(old: str, new: str, message: str) -> None:
    assert old in SOURCE
    with pytest.raises(CorpusErrors) as refused:
        read_manifest(SOURCE.replace(old, new), Complaints("corpus.toml"))
    assert str(refused.value) == message


@pytest.mark.parametrize("table", ["markets", "groups"])
def test_a_table_that_is_none(table: str) -> None:
    with pytest.raises(CorpusErrors, match=f"^corpus.toml:2: {table} is not a table; write "):
        read_manifest(f'name = "N"\n{table} = 3\n', Complaints("corpus.toml"))
