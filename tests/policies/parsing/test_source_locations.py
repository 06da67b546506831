"""The file and line of each clause, policy and TOML entry."""

from pathlib import Path

import pytest

from policies.checks.problem import Level, Problem
from policies.parsing.source_locations import SourceLocation, SourceLocations, read_source_locations

POLICY = """\
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

### Violating examples

- buy my
  knife

## ABC-2 Boats

- **kind**: rule

Do not sell sharp knives on boats.
"""


def problem(where: str, words: str = "") -> Problem:
    return Problem(Level.NOTE, where, "wrong", "fix it", words)


@pytest.fixture
def locations(tmp_path: Path) -> SourceLocations:
    (tmp_path / "goods.md").write_text(POLICY)
    (tmp_path / ".draft.md").write_text("no policy")
    (tmp_path / "glossary.toml").write_text('[terms."a"]\nmeaning = "A."\n\n[terms."flash sale"]\nmeaning = "B."\n')
    return read_source_locations(tmp_path)


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
def test_problem_is_located_in_its_policy(
    locations: SourceLocations, tmp_path: Path, where: str, words: str, line: int
) -> None:
    assert locations.locate(problem(where, words)) == SourceLocation(tmp_path / "goods.md", line)


def test_problem_is_located_at_its_toml_entry(locations: SourceLocations, tmp_path: Path) -> None:
    assert locations.locate(problem('glossary.toml "flash sale"')) == SourceLocation(tmp_path / "glossary.toml", 4)
    assert locations.locate(problem('lint.toml "ABC-1"')) == SourceLocation(tmp_path / "lint.toml", 1)


def test_unknown_clause_has_the_location_of_the_folder(locations: SourceLocations, tmp_path: Path) -> None:
    assert str(locations.locate(problem("XYZ-1@1.0"))) == str(tmp_path)
    assert str(locations.locate(problem("ABC-2@1.0"))) == f"{tmp_path}/goods.md:22"


def test_external_rules_have_one_line_each(tmp_path: Path) -> None:
    (tmp_path / "rules.jsonl").write_text('\n{"id": "r1", "text": "Be civil."}\n\n{"id": "r2", "text": "No."}\n')
    locations = read_source_locations(tmp_path)
    assert [locations.locate(problem(f"{name}@1", "No.")).line for name in ("r1", "r2")] == [2, 4]
