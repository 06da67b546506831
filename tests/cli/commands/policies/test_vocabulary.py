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


def test_the_vocabulary_names_who_reads_a_value(run: Run, here: Path) -> None:
    (here / "corpus" / "vocabulary.toml").write_text(VOCABULARY)
    lines = [
        " ".join(line.split()) for line in run("policies", "vocabulary", "--policies", "corpus").stdout.splitlines()
    ]
    assert lines[:3] == [
        "Value Type Unit Read by Meaning",
        "facts.price number crowns PRC-1 What it costs.",
        "facts.weight number kg What it weighs.",
    ]
    assert "signals.strikes number strikes Strikes that the creator has at the moment." in lines


def test_a_fact_that_nobody_declared_is_listed_as_such(run: Run) -> None:
    assert " ".join(run("policies", "vocabulary").stdout.splitlines()[-1].split()) == "facts.price PRC-1 not declared"


def test_the_glossary_joins_definitions_and_entries(run: Run, here: Path) -> None:
    (here / "corpus" / "glossary.toml").write_text('[terms.barter]\nmeaning = "Goods for goods."\nalso = ["swap"]\n')
    lines = [" ".join(line.split()) for line in run("policies", "glossary", "--policies", "corpus").stdout.splitlines()]
    assert lines[:2] == ["Term Also See Meaning", "barter swap Goods for goods."]
    assert len(lines) == 3
    assert "DEF-1" in lines[2]
