from pathlib import Path

import numpy as np

from domain.evidence import Precedent
from retrieval.precedents import SimilarPrecedent, open_precedent_index
from tests.retrieval.letter_embedder import LetterEmbedder

PRECEDENTS = (
    Precedent(id="1", text="cures illness", violated=("HLT-1",)),
    Precedent(id="2", text="whole price"),
    Precedent(id="3", text="cures illness"),
)


def test_most_similar_precedents_are_returned(tmp_path: Path) -> None:
    letters = LetterEmbedder()
    index = open_precedent_index(tmp_path, PRECEDENTS, "v1", letters)
    (near,) = index.nearest(letters.embed(["cures illness"]), 2)
    assert [(n.precedent, round(n.similarity, 5)) for n in near] == [(PRECEDENTS[0], 1.0), (PRECEDENTS[2], 1.0)]
    assert isinstance(near[0], SimilarPrecedent)
    assert index.nearest(letters.embed([]), 2) == ()


def test_all_vectors_have_one_row_per_precedent(tmp_path: Path) -> None:
    letters = LetterEmbedder()
    index = open_precedent_index(tmp_path, PRECEDENTS, "v1", letters)
    np.testing.assert_allclose(index.all_vectors(), letters.embed([p.text for p in PRECEDENTS]), atol=1e-6)
