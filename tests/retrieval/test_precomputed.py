"""Shipped vectors are used, but never for other texts or another embedder."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from policies.corpus_path import BUNDLED_CORPUS
from policies.library import load_library
from retrieval.clause_texts import embedding_texts
from retrieval.embedder import Vectors
from retrieval.minilm import MiniLM
from retrieval.precedents import read_precedents
from retrieval.precomputed import VECTORS_FILE, PrecomputedEmbedder, write_precomputed
from tests.retrieval.letter_embedder import LetterEmbedder

TEXTS = ["a line", "another line", "a line"]


class FailingEmbedder(MiniLM):
    def embed(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(f"these vectors are not precomputed: {texts}")


def write_file(path: Path) -> LetterEmbedder:
    """Writes the vectors of TEXTS. Returns their embedder, without its record."""
    letters = LetterEmbedder()
    write_precomputed(path, letters.name, TEXTS, letters.embed(TEXTS))
    letters.embedded.clear()
    return letters


def test_only_missing_texts_are_embedded(tmp_path: Path) -> None:
    letters = write_file(tmp_path / VECTORS_FILE)
    precomputed = PrecomputedEmbedder(letters, tmp_path / VECTORS_FILE)
    vectors = precomputed.embed(["another line", "new", "a line"])
    assert letters.embedded == ["new"]
    np.testing.assert_allclose(vectors, LetterEmbedder().embed(["another line", "new", "a line"]), atol=1e-3)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert precomputed.embed([]).shape == (0, LetterEmbedder.dimensions)


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"PK\x03\x04 cut short"])
def test_without_a_readable_file_all_texts_are_embedded(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / VECTORS_FILE).write_bytes(content)
    letters = LetterEmbedder()
    PrecomputedEmbedder(letters, tmp_path / VECTORS_FILE).embed(TEXTS)
    assert letters.embedded == TEXTS


def test_another_embedder_does_not_use_the_file(tmp_path: Path) -> None:
    write_file(tmp_path / VECTORS_FILE)
    other = LetterEmbedder("other")
    PrecomputedEmbedder(other, tmp_path / VECTORS_FILE).embed(TEXTS)
    assert other.embedded == TEXTS


def test_bundled_corpus_has_correct_vectors_for_all_texts() -> None:
    """If this fails, the corpus was edited: run `clausewise index --save-precomputed`."""
    precomputed = PrecomputedEmbedder(FailingEmbedder(), BUNDLED_CORPUS / VECTORS_FILE)
    texts = [*embedding_texts(load_library(BUNDLED_CORPUS).post_clauses)[0]]
    texts += [precedent.text for precedent in read_precedents(BUNDLED_CORPUS / "precedents.jsonl")[0]]
    known, fresh = precomputed.embed(texts)[::100], MiniLM().embed(texts[::100])
    assert (known * fresh).sum(axis=1).min() > 0.9999
