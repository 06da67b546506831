"""Nearness comes from the index where it has the text, and from the embedder where it has not."""

from pathlib import Path

import numpy as np
import pytest

from agent.evidence.embedding_similarity import BLOCK, IndexNearness
from domain.clause import Clause, ClauseKind
from retrieval.clause_texts import lay_out
from retrieval.embedder import Vectors
from retrieval.index import open_clause_index
from tests.retrieval.letter_embedder import Letters

CLAUSE = Clause(
    id="ABC-1",
    policy_id="abc",
    version="1.0",
    title="Knives",
    text="Sell none.",
    kind=ClauseKind.RULE,
    violating_examples=("buy my knife",),
    compliant_examples=("buy my spoon",),
)


def test_pairs_are_told_across_blocks(tmp_path: Path) -> None:
    letters = Letters()
    nearness = IndexNearness(open_clause_index(tmp_path, [CLAUSE], "abc", letters), lay_out([CLAUSE])[0], letters)
    texts = ["aaa", *("zzz" if n % 2 else "yyy" for n in range(BLOCK)), "aaa"]
    found = [pair for pair in nearness.pairs(texts, 0.99) if texts[pair[0]] == "aaa"]
    assert [(one, other, round(cosine, 4)) for one, other, cosine in found] == [(0, BLOCK + 1, 1.0)]
    assert all(one < other and texts[one] == texts[other] for one, other, _ in nearness.pairs(texts, 0.99))


def test_nearness_of_known_and_of_fresh_texts(tmp_path: Path) -> None:
    letters = Letters()
    index = open_clause_index(tmp_path, [CLAUSE], "abc", letters)
    nearness = IndexNearness(index, lay_out([CLAUSE])[0], letters)
    texts, others = ["buy my knife", "something new", "something new"], ["buy my spoon", "Knives\nSell none."]
    vectors: tuple[Vectors, Vectors] = letters.embed(texts), letters.embed(others)
    assert nearness.cosines(texts, others) == pytest.approx(np.asarray(vectors[0] @ vectors[1].T), abs=1e-6)
    assert nearness.cosines(["buy my knife"], ["buy my knife"]) == [[pytest.approx(1, abs=1e-6)]]
