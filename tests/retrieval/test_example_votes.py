"""The examples of the rules vote for their rules, and what they learned is stored in a file."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from domain.clause import Clause, ClauseKind
from retrieval.clause_texts import embedding_texts
from retrieval.example_votes import ExampleVotes
from retrieval.example_votes_file import load_or_fit
from retrieval.index import open_clause_index
from retrieval.minilm import MiniLM


def rule(
    clause_id: str, violating: Sequence[str], compliant: Sequence[str], kind: ClauseKind = ClauseKind.RULE
) -> Clause:
    return Clause(
        id=clause_id,
        policy_id="p",
        version="1",
        title=clause_id,
        text="Do not.",
        kind=kind,
        violating_examples=tuple(violating),
        compliant_examples=tuple(compliant),
    )


PAY = rule(
    "PAY-1", ("zelle me ninety and I ship it tonight", "send the money to my paypal"), ("the price is in the basket",)
)
CURE = rule("CURE-1", ("this tea cured my diabetes", "it stops migraines for good"), ("a warm tea for the evening",))
BARE = rule("BARE-1", (), ())
EXCUSED = rule("CURE-9", ("my doctor says it cured me",), (), ClauseKind.EXCEPTION)
RULES = (PAY, CURE, BARE, EXCUSED)
KEYS = {PAY.key, CURE.key, BARE.key, EXCUSED.key}


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


def fit(minilm: MiniLM, clauses: Sequence[Clause] = RULES) -> ExampleVotes | None:
    texts, rows = embedding_texts(clauses)
    return ExampleVotes.fit(clauses, minilm.embed(texts), rows)


@pytest.mark.parametrize(("text", "key"), [("venmo me before you order", PAY.key), ("gone is my arthritis", CURE.key)])
def test_rule_whose_examples_are_alike_gets_the_vote(minilm: MiniLM, text: str, key: str) -> None:
    votes = fit(minilm)
    assert votes is not None
    by_direction = votes.by_direction(minilm.embed([text]), KEYS)
    assert max(by_direction, key=lambda name: by_direction[name]) == key
    assert by_direction.keys() == {PAY.key, CURE.key}  # neither an exception nor a rule without examples


def test_one_bad_line_outweighs_many_harmless_ones(minilm: MiniLM) -> None:
    """Each line votes as much as it looks like a violation of anything."""
    votes = fit(minilm)
    assert votes is not None
    lines = ["a warm tea for the evening"] * 12 + ["send the money to my cash app"]
    by_direction = votes.by_direction(minilm.embed(lines), KEYS)
    assert by_direction[PAY.key] > by_direction[CURE.key]


def test_only_allowed_rules_get_votes(minilm: MiniLM) -> None:
    votes = fit(minilm)
    assert votes is not None
    assert votes.by_characters(["paypal"], {CURE.key}).keys() == {CURE.key}
    assert votes.by_direction(minilm.embed(["paypal"]), set()) == {}


def test_corpus_without_examples_has_no_votes(minilm: MiniLM) -> None:
    assert fit(minilm, [BARE]) is None


def test_votes_are_calculated_once_and_a_damaged_file_again(minilm: MiniLM, tmp_path: Path) -> None:
    votes = fit(minilm)
    assert load_or_fit(tmp_path, "name", lambda: votes) is votes
    vectors = minilm.embed(["send the money"])
    stored = load_or_fit(tmp_path, "name", lambda: None)
    assert stored is not None
    assert votes is not None
    assert stored.by_direction(vectors, KEYS) == votes.by_direction(vectors, KEYS)
    assert stored.by_characters(["paypal"], KEYS) == votes.by_characters(["paypal"], KEYS)
    (file,) = tmp_path.glob("votes-*.npz")
    file.write_bytes(file.read_bytes()[:100])
    assert load_or_fit(tmp_path, "name", lambda: votes) is votes


def test_votes_of_an_edited_corpus_are_calculated_anew(minilm: MiniLM, tmp_path: Path) -> None:
    """Whatever the fingerprint says."""
    before = open_clause_index(tmp_path, [PAY, CURE], "v1", minilm).votes
    after = open_clause_index(tmp_path, [PAY], "v1", minilm).votes
    assert before is not None
    assert after is not None
    assert (before.keys, after.keys) == ((PAY.key, CURE.key), (PAY.key,))
    excused = PAY.model_copy(update={"kind": ClauseKind.EXCEPTION})
    assert open_clause_index(tmp_path, [excused], "v1", minilm).votes is None


def test_vector_of_no_side_has_even_odds(minilm: MiniLM) -> None:
    without_compliant = fit(minilm, [rule("A-1", ("send money",), ())])
    assert without_compliant is not None
    assert without_compliant.breach_probability(np.zeros((2, 384), dtype=np.float32)).tolist() == [1, 1]
