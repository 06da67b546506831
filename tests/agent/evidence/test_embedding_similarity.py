"""Vectors come from the index if it has the text, and else from the embedder."""

from pathlib import Path

import numpy as np
import pytest

from agent.evidence.embedding_similarity import BLOCK_ROWS, EmbeddingSimilarity
from domain.clause import Clause, ClauseKind
from retrieval.clause_texts import embedding_texts
from retrieval.embedder import Vectors
from retrieval.index import open_clause_index
from tests.retrieval.letter_embedder import LetterEmbedder

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


def test_pairs_are_found_across_blocks(tmp_path: Path) -> None:
    letters = LetterEmbedder()
    similarity = EmbeddingSimilarity(
        open_clause_index(tmp_path, [CLAUSE], "abc", letters), embedding_texts([CLAUSE])[0], letters
    )
    texts = ["aaa", *("zzz" if n % 2 else "yyy" for n in range(BLOCK_ROWS)), "aaa"]
    found = [pair for pair in similarity.pairs(texts, 0.99) if texts[pair[0]] == "aaa"]
    assert [(first, second, round(cosine, 4)) for first, second, cosine in found] == [(0, BLOCK_ROWS + 1, 1.0)]
    assert all(first < second and texts[first] == texts[second] for first, second, _ in similarity.pairs(texts, 0.99))


def test_cosines_of_indexed_and_new_texts(tmp_path: Path) -> None:
    letters = LetterEmbedder()
    index = open_clause_index(tmp_path, [CLAUSE], "abc", letters)
    similarity = EmbeddingSimilarity(index, embedding_texts([CLAUSE])[0], letters)
    texts, others = ["buy my knife", "something new", "something new"], ["buy my spoon", "Knives\nSell none."]
    vectors: tuple[Vectors, Vectors] = letters.embed(texts), letters.embed(others)
    assert similarity.cosines(texts, others) == pytest.approx(np.asarray(vectors[0] @ vectors[1].T), abs=1e-6)
    assert similarity.cosines(["buy my knife"], ["buy my knife"]) == [[pytest.approx(1, abs=1e-6)]]
