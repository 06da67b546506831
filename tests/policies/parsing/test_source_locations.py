"""Where each clause, policy and entry stands, found in the files of a corpus."""

from pathlib import Path

import pytest

from policies.checks.problem import Level, Problem
from policies.parsing.source_locations import Place, Places, read_places

LAW = """\
---
id: goods
title: Goods
version: "1.0"
effective_from: 2026-01-01
---

# Goods

## ABC-1 Knives

- **kind**: rule

Do not sell
*sharp* knives.

### Breaks it

- buy my
  knife

## ABC-2 Boats

- **kind**: rule

Do not sell sharp knives on boats.
"""


def problem(where: str, words: str = "") -> Problem:
    return Problem(Level.NOTE, where, "wrong", "mend it", words)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "goods.md").write_text(LAW)
    (tmp_path / ".draft.md").write_text("no policy")
    (tmp_path / "glossary.toml").write_text('[terms."a"]\nmeaning = "A."\n\n[terms."flash sale"]\nmeaning = "B."\n')
    return read_places(tmp_path)


@pytest.mark.parametrize(
    ("where", "words", "line"),
    [
        ("goods@1.0", "", 1),
        ("ABC-1@1.0", "", 10),
        ("ABC-1@1.0", "sell sharp knives", 14),
        ("ABC-1@1.0", "buy my knife", 19),
        ("ABC-1@1.0", "sell boats", 10),
        ("ABC-2@1.0", "", 22),
        ("ABC-2@1.0", "sell sharp knives", 26),
    ],
)
def test_a_line_of_a_policy(places: Places, tmp_path: Path, where: str, words: str, line: int) -> None:
    assert places.of(problem(where, words)) == Place(tmp_path / "goods.md", line)


def test_an_entry_of_a_table(places: Places, tmp_path: Path) -> None:
    assert places.of(problem('glossary.toml "flash sale"')) == Place(tmp_path / "glossary.toml", 4)
    assert places.of(problem('lint.toml "ABC-1"')) == Place(tmp_path / "lint.toml", 1)


def test_what_stands_nowhere_is_the_folders(places: Places, tmp_path: Path) -> None:
    assert str(places.of(problem("XYZ-1@1.0"))) == str(tmp_path)
    assert str(places.of(problem("ABC-2@1.0"))) == f"{tmp_path}/goods.md:22"


def test_foreign_rules_stand_a_line_each(tmp_path: Path) -> None:
    (tmp_path / "rules.jsonl").write_text('\n{"id": "r1", "text": "Be civil."}\n\n{"id": "r2", "text": "No."}\n')
    places = read_places(tmp_path)
    assert [places.of(problem(f"{name}@1", "No.")).line for name in ("r1", "r2")] == [2, 4]
