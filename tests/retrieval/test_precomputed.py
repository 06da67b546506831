"""Vectors that came with a corpus are used, and never in place of others."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from policies.corpus_path import BUNDLED
from policies.library import load_library
from retrieval.clause_texts import lay_out
from retrieval.embedder import Vectors
from retrieval.minilm import MiniLM
from retrieval.precedent_file import read_precedents
from retrieval.precomputed import FILE, Shipped, write_shipped
from tests.retrieval.letter_embedder import Letters

TEXTS = ["a line", "another line", "a line"]


class Unasked(MiniLM):
    def embed(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(f"these did not come with the pack: {texts}")


def ship(path: Path) -> Letters:
    """The embedder that wrote the file, which has forgotten what it was asked."""
    letters = Letters()
    write_shipped(path, letters.name, TEXTS, letters.embed(TEXTS))
    letters.asked.clear()
    return letters


def test_only_what_did_not_come_is_embedded(tmp_path: Path) -> None:
    letters = ship(tmp_path / FILE)
    shipped = Shipped(letters, tmp_path / FILE)
    vectors = shipped.embed(["another line", "new", "a line"])
    assert letters.asked == ["new"]
    np.testing.assert_allclose(vectors, Letters().embed(["another line", "new", "a line"]), atol=1e-3)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert shipped.embed([]).shape == (0, Letters.dimensions)


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"PK\x03\x04 cut short"])
def test_without_a_whole_file_all_is_embedded(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    letters = Letters()
    Shipped(letters, tmp_path / FILE).embed(TEXTS)
    assert letters.asked == TEXTS


def test_another_embedder_does_not_use_them(tmp_path: Path) -> None:
    ship(tmp_path / FILE)
    other = Letters("other")
    Shipped(other, tmp_path / FILE).embed(TEXTS)
    assert other.asked == TEXTS


def test_the_bundled_pack_came_whole_and_true() -> None:
    """If this fails, the pack was edited: run `clausewise index --ship`."""
    shipped = Shipped(Unasked(), BUNDLED / FILE)
    texts = [*lay_out(load_library(BUNDLED).clauses)[0]]
    texts += [precedent.text for precedent in read_precedents(BUNDLED / "precedents.jsonl")[0]]
    known, fresh = shipped.embed(texts)[::100], MiniLM().embed(texts[::100])
    assert (known * fresh).sum(axis=1).min() > 0.9999
