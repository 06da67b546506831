from pathlib import Path

import numpy as np

from domain.evidence import Precedent
from retrieval.precedents import NearPrecedent, open_precedent_index
from tests.retrieval.letter_embedder import Letters

PRECEDENTS = (
    Precedent(id="1", text="cures illness", violated=("HLT-1",)),
    Precedent(id="2", text="whole price"),
    Precedent(id="3", text="cures illness"),
)


def test_the_nearest_precedents_come_with_what_they_broke(tmp_path: Path) -> None:
    letters = Letters()
    index = open_precedent_index(tmp_path, PRECEDENTS, "v1", letters)
    (near,) = index.nearest(letters.embed(["cures illness"]), 2)
    assert [(n.precedent, round(n.score, 5)) for n in near] == [(PRECEDENTS[0], 1.0), (PRECEDENTS[2], 1.0)]
    assert isinstance(near[0], NearPrecedent)
    assert index.nearest(letters.embed([]), 2) == ()


def test_all_vectors_are_a_row_a_precedent(tmp_path: Path) -> None:
    letters = Letters()
    index = open_precedent_index(tmp_path, PRECEDENTS, "v1", letters)
    np.testing.assert_allclose(index.all_vectors(), letters.embed([p.text for p in PRECEDENTS]), atol=1e-6)
