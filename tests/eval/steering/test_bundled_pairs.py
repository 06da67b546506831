"""The pairs over the bundled policies: each can be applied, and has cases that show what its edit does."""

import re
from collections import Counter
from pathlib import Path

import pytest

from eval.steering.editing import check_cases, edit_policies, edited_files
from eval.steering.pair import NumberedPair, read_pairs
from policies.corpus_path import BUNDLED_CORPUS
from policies.library import Library, load_library

CLAUSE_ID = re.compile(r"^## (\S+)", re.MULTILINE)
PAIRS = read_pairs(Path(__file__).parents[3] / "eval" / "datasets" / "steering" / "pairs.jsonl")
WITHOUT_FLIPS = {"severity_only", "consequence_only"}
KINDS = {
    *WITHOUT_FLIPS,
    "date_changed",
    "definition_narrowed",
    "definition_widened",
    "exception_added",
    "exception_narrowed",
    "exception_removed",
    "limit_changed",
    "market_added",
    "market_removed",
    "rule_added",
    "rule_lifted",
    "rule_narrowed",
    "rule_widened",
    "word_defined",
}


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(BUNDLED_CORPUS)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """Of policies about posts: an edit is shown by posts."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in BUNDLED_CORPUS.glob("*.md")}
    return {name: text for name, text in texts.items() if "\nsubject: account\n" not in text}


def test_pairs_cover_every_policy_file_and_every_kind_of_edit(files: dict[str, str]) -> None:
    assert len(PAIRS) >= 60
    assert {numbered.pair.policy_file for numbered in PAIRS} == files.keys()
    assert {numbered.pair.change for numbered in PAIRS} == KINDS


@pytest.mark.parametrize("numbered", PAIRS, ids=lambda numbered: numbered.pair.id)
def test_edit_can_be_made_and_its_cases_show_it(
    numbered: NumberedPair, files: dict[str, str], library: Library
) -> None:
    pair = numbered.pair
    assert edited_files(pair, files)
    flips = sum(steered.flips for steered in pair.cases)
    assert 3 <= len(pair.cases) <= 5
    assert flips == 0 if pair.change in WITHOUT_FLIPS else 0 < flips < len(pair.cases)
    known = library.clause_ids | {name for clause in pair.new_clauses for name in CLAUSE_ID.findall(clause)}
    assert known >= {name for steered in pair.cases for name in steered.before.violated | steered.after.violated}


def test_posts_are_not_examples_of_the_policies(library: Library) -> None:
    """A judge that learned a post could decide it without reading the rule."""
    examples = {text for c in library.clauses for text in (*c.violating_examples, *c.compliant_examples)}
    posts = [item.text for numbered in PAIRS for steered in numbered.pair.cases for item in steered.case.content]
    assert not examples.intersection(posts)
    assert max(Counter(posts).values()) <= 3  # the cases of one pair may differ in a fact, a day or the market alone


@pytest.mark.slow
def test_policies_are_valid_after_each_edit(tmp_path: Path, library: Library) -> None:
    for number, numbered in enumerate(PAIRS):
        edited = edit_policies(numbered, BUNDLED_CORPUS, tmp_path / str(number))
        assert list(check_cases(edited, library)) == []
