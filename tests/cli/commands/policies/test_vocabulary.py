from pathlib import Path

from tests.cli.conftest import Run

VOCABULARY = """[facts.price]
type = "number"
unit = "crowns"
meaning = "What it costs."

[facts.weight]
type = "number"
unit = "kg"
meaning = "What it weighs."
"""


def test_vocabulary_names_the_clauses_that_read_a_value(run: Run, workspace: Path) -> None:
    (workspace / "corpus" / "vocabulary.toml").write_text(VOCABULARY)
    lines = [
        " ".join(line.split()) for line in run("policies", "vocabulary", "--policies", "corpus").stdout.splitlines()
    ]
    assert lines[:3] == [
        "Value Type Unit Clauses Meaning",
        "facts.price number crowns PRC-1 What it costs.",
        "facts.weight number kg What it weighs.",
    ]
    assert "signals.strikes number strikes The creator's present strikes." in lines


def test_undeclared_fact_is_marked(run: Run) -> None:
    assert " ".join(run("policies", "vocabulary").stdout.splitlines()[-1].split()) == "facts.price PRC-1 not declared"


def test_glossary_contains_definitions_and_entries(run: Run, workspace: Path) -> None:
    (workspace / "corpus" / "glossary.toml").write_text(
        '[terms.barter]\nmeaning = "Goods for goods."\nsynonyms = ["swap"]\n'
    )
    lines = [" ".join(line.split()) for line in run("policies", "glossary", "--policies", "corpus").stdout.splitlines()]
    assert lines[:2] == ["Term Synonyms See Meaning", "barter swap Goods for goods."]
    assert len(lines) == 3
    assert "DEF-1" in lines[2]
