"""The page on the policy format is true: the corpus that it spells out loads, and is complete."""

import re
from pathlib import Path

import pytest

from domain.ladder import EnforcementAction
from policies.checks.check import check_library
from policies.library import Library, load_library
from retrieval.precedents import read_precedents

FORMAT = (Path(__file__).parents[1] / "docs" / "policy-format.md").read_text(encoding="utf-8")
CODE_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FRONT_MATTER = '---\nid: enforcement\ntitle: Enforcement\nversion: "1.0"\neffective_from: 2026-03-01\n---\n\n'
TABLES = ("corpus.toml", "redress.toml", "vocabulary.toml", "glossary.toml")
REFERENCED_ELSEWHERE = {"DEF-4", "HLT-1.1", "HLT-2.3", "HLT-2.4"}


def code_blocks(language: str) -> list[str]:
    return [body for tag, body in CODE_BLOCK.findall(FORMAT) if tag == language]


@pytest.fixture
def documented_corpus(tmp_path: Path) -> Library:
    """The corpus that the page on the format spells out."""
    tables, (policy, ladder) = code_blocks("toml"), code_blocks("markdown")
    for file_name, table in zip(TABLES, tables, strict=True):
        (tmp_path / file_name).write_text(table, encoding="utf-8")
    (tmp_path / "health.md").write_text(policy, encoding="utf-8")
    (tmp_path / "enforcement.md").write_text(FRONT_MATTER + ladder, encoding="utf-8")
    return load_library(tmp_path)


def test_corpus_of_the_format_page_loads(documented_corpus: Library) -> None:
    assert documented_corpus.name == "Creator governance"
    assert [(d.id, [c.id for c in d.clauses]) for d in documented_corpus.documents] == [
        ("enforcement", ["ENF-2"]),
        ("health-claims", ["HLT-2.1"]),
    ]
    assert {r.target for c in documented_corpus.clauses for r in c.references} == REFERENCED_ELSEWHERE
    assert list(documented_corpus.vocabulary or ()) == ["facts.claims_cure", "facts.unattended_minutes"]
    assert [*documented_corpus.glossary] == ["wonder cure"]
    assert documented_corpus.languages == ("de", "fr")
    assert [documented_corpus.redress_in(market).contest_days for market in ("DE", "US")] == [180, 21]
    rule = documented_corpus.versions("HLT-2.1")[0]
    assert rule.in_language("de").title == "Krankheiten behandeln oder heilen"


def test_corpus_of_the_format_page_lacks_only_clauses_that_it_does_not_show(documented_corpus: Library) -> None:
    not_shown = (*REFERENCED_ELSEWHERE, "translated into fr")
    unexpected = [
        str(problem)
        for problem in check_library(documented_corpus)
        if not any(target in problem.message for target in not_shown)
    ]
    assert unexpected == []


def test_ladder_of_the_format_page_has_every_action(documented_corpus: Library) -> None:
    ladder = documented_corpus.documents[0].ladder
    assert ladder is not None
    assert [threshold.action for threshold in ladder.thresholds] == list(EnforcementAction)
    assert ", ".join(f"`{action.name.lower()}`" for action in EnforcementAction) in FORMAT


def test_precedents_and_external_rules_of_the_format_page_load(tmp_path: Path) -> None:
    precedents, rules = code_blocks("json")
    (tmp_path / "precedents.jsonl").write_text(precedents, encoding="utf-8")
    (tmp_path / "rules.jsonl").write_text(rules, encoding="utf-8")
    known, _ = read_precedents(tmp_path / "precedents.jsonl")
    assert [(p.id, p.violated) for p in known] == [("everyday-1", ()), ("settled-2", ("HLT-2.1",))]
    assert [(c.id, c.title, c.scope) for c in load_library(tmp_path).clauses] == [
        ("r1", "Advertising", "forum-7"),
        ("r2", "", None),
    ]
