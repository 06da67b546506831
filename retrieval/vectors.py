"""Vectors of texts, kept in Chroma: embedded once, copied where a text stayed the same, read back as a matrix."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.chroma_store import ChromaStore, chroma_errors, open_chroma_store
from retrieval.embedder import Embedder, Vectors
from retrieval.snapshot import Snapshot

if TYPE_CHECKING:
    from chromadb import Collection

Progress = Callable[[int, int], None]
TEXTS_A_BATCH = 256  # between two calls of progress
FEW_ROWS = 20_000  # an exact scan of these takes about 1 ms a vector, as Chroma does, and a third of its memory
ROWS_A_BATCH = 2000  # Chroma adds large batches fastest, and takes 5,000 at most


class StoredVectors:
    """The vectors of a sequence of texts; row i belongs to the i-th text, and equal texts share a vector. `opened`
    gives Chroma's collection, and is called only where a snapshot does not serve."""

    def __init__(
        self,
        opened: "Callable[[], Collection]",
        folder: Path,
        snapshot: Snapshot,
        texts: Sequence[str],
        dimensions: int,
    ) -> None:
        self._opened = opened
        self._folder = folder
        self._snapshot = snapshot
        self._dimensions = dimensions
        self._texts = texts
        self._size = len(texts)
        self._rows: dict[str, list[int]] = {}
        for row, text in enumerate(texts):
            self._rows.setdefault(_text_id(text), []).append(row)

    @cached_property
    def matrix(self) -> Vectors:
        """(n, dimensions)."""
        kept = self._snapshot.read(self._size, self._dimensions)
        if kept is not None:
            return kept
        collection = self._collection
        with chroma_errors(self._folder):
            found = _read(collection, list(self._rows))
        matrix = _laid_out(self._texts, found, self._dimensions)
        self._snapshot.write(matrix)
        return matrix

    def wake(self) -> None:
        """Opens the collection now, building what is not there."""
        _ = self._collection

    @cached_property
    def _collection(self) -> "Collection":
        return self._opened()

    def nearest(self, vectors: Vectors, k: int) -> tuple[tuple[tuple[int, float], ...], ...]:
        """For each vector up to `k` (row, cosine similarity), the nearest first: by an exact scan where there are few
        rows, which is faster and wakes nothing, by Chroma's approximate index where there are many."""
        if not len(vectors) or not self._size or k < 1:
            return tuple(() for _ in vectors)
        return self._scanned(vectors, k) if self._size <= FEW_ROWS else self._asked(vectors, k)

    def _scanned(self, vectors: Vectors, k: int) -> tuple[tuple[tuple[int, float], ...], ...]:
        similarity = vectors @ self.matrix.T
        nearest = np.argsort(-similarity, axis=1, kind="stable")[:, :k]
        return tuple(tuple((int(row), float(similarity[n, row])) for row in rows) for n, rows in enumerate(nearest))

    def _asked(self, vectors: Vectors, k: int) -> tuple[tuple[tuple[int, float], ...], ...]:
        collection = self._collection
        with chroma_errors(self._folder):
            found = collection.query(query_embeddings=vectors, n_results=min(k, len(self._rows)), include=["distances"])
        return tuple(
            tuple((row, 1 - distance) for text_id, distance in zip(*near, strict=True) for row in self._rows[text_id])[
                :k
            ]
            for near in zip(found["ids"], found["distances"] or (), strict=True)
        )


def open_vectors(
    data_dir: Path,
    kind: str,
    fingerprint: str,
    texts: Sequence[str],
    embedder: Embedder,
    progress: Progress | None = None,
) -> StoredVectors:
    """Builds what is not there; Chroma is asked only where no snapshot of these texts serves. Processes take turns.

    Opening and reading raise IndexDamaged where it cannot be read, IndexUnwritable where it cannot be written.
    """
    folder = data_dir / "index"

    def opened() -> "Collection":
        by_id = {_text_id(text): text for text in texts}
        contents = _digest(*sorted(by_id))
        with open_chroma_store(folder, kind, embedder.name) as shelf:
            name = f"{kind}-{_digest(fingerprint, embedder.name)}"
            whole = shelf.find(name, contents)
            if whole is None:
                whole, vectors = _build(shelf, name, contents, by_id, embedder, progress)
                snapshot.write(_laid_out(texts, vectors, embedder.dimensions))
            return whole

    snapshot = Snapshot(folder, kind, _digest(embedder.name, *texts))
    stored = StoredVectors(opened, folder, snapshot, texts, embedder.dimensions)
    if not snapshot.exists():
        stored.wake()
    return stored


def _build(
    shelf: ChromaStore, name: str, contents: str, by_id: dict[str, str], embedder: Embedder, progress: Progress | None
) -> "tuple[Collection, dict[str, Vectors]]":
    """A collection, and its vectors by text id. Whatever was there under its name is stale or half-written; the mark
    that it is whole comes last."""
    old = shelf.newest()
    vectors = _read(old, list(by_id)) if old else {}
    collection = shelf.create(name, searched=len(by_id) > FEW_ROWS)
    ids = sorted(by_id, key=lambda text_id: len(by_id[text_id]))
    for start in range(0, len(ids), ROWS_A_BATCH):
        batch = ids[start : start + ROWS_A_BATCH]
        fresh = [text_id for text_id in batch if text_id not in vectors]
        before = start + len(batch) - len(fresh)
        for first in range(0, len(fresh), TEXTS_A_BATCH):
            texts = fresh[first : first + TEXTS_A_BATCH]
            vectors.update(zip(texts, embedder.embed([by_id[text_id] for text_id in texts]), strict=True))
            if progress:
                progress(before + first + len(texts), len(ids))
        collection.add(ids=batch, embeddings=np.stack([vectors[text_id] for text_id in batch]))
    shelf.complete(collection, contents)
    return collection, vectors


def _read(collection: "Collection", ids: Sequence[str]) -> dict[str, Vectors]:
    """The vectors of those ids that the collection has."""
    vectors: dict[str, Vectors] = {}
    for start in range(0, len(ids), ROWS_A_BATCH):
        found = collection.get(ids=list(ids[start : start + ROWS_A_BATCH]), include=["embeddings"])
        rows = np.asarray(found["embeddings"], dtype=np.float32)
        vectors.update(zip(found["ids"], rows, strict=True))
    return vectors


def _laid_out(texts: Sequence[str], vectors: Mapping[str, Vectors], dimensions: int) -> Vectors:
    """(n, dimensions), a row a text."""
    matrix = np.zeros((len(texts), dimensions), dtype=np.float32)
    for row, text in enumerate(texts):
        matrix[row] = vectors[_text_id(text)]
    return matrix


def _text_id(text: str) -> str:
    return _digest(text)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
