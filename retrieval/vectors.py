"""The vectors of texts, stored in Chroma: unchanged texts are not embedded again."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.chroma_store import ChromaStore, Snapshot, chroma_errors, open_chroma_store
from retrieval.embedder import Embedder, Vectors

if TYPE_CHECKING:
    from chromadb import Collection

Progress = Callable[[int, int], None]
TEXTS_PER_BATCH = 256  # between two calls of progress
MAX_EXACT_ROWS = 20_000  # up to here an exact scan is as fast as Chroma (1 ms per vector) with a third of the memory
ROWS_PER_BATCH = 2000  # the fastest size to add to Chroma, which accepts 5,000 at most


class StoredVectors:
    """The vectors of a sequence of texts. Row i is that of text i; equal texts share a vector. `open_collection` is
    called only if no snapshot exists, or to search many rows."""

    def __init__(
        self,
        open_collection: "Callable[[], Collection]",
        folder: Path,
        snapshot: Snapshot,
        texts: Sequence[str],
        dimensions: int,
    ) -> None:
        self._open_collection = open_collection
        self._folder = folder
        self._snapshot = snapshot
        self._dimensions = dimensions
        self._texts = texts
        self._size = len(texts)

    @cached_property
    def _rows(self) -> dict[str, list[int]]:
        """The rows of each text id."""
        rows: dict[str, list[int]] = {}
        for row, text in enumerate(self._texts):
            rows.setdefault(_text_id(text), []).append(row)
        return rows

    @cached_property
    def matrix(self) -> Vectors:
        """(n, dimensions)."""
        snapshot = self._snapshot.read(self._size, self._dimensions)
        if snapshot is not None:
            return snapshot
        collection = self._collection
        with chroma_errors(self._folder):
            vectors = _read(collection, list(self._rows))
        matrix = _matrix(self._texts, vectors, self._dimensions)
        self._snapshot.write(matrix)
        return matrix

    def open_collection(self) -> None:
        """Builds the collection if it is missing."""
        _ = self._collection

    @cached_property
    def _collection(self) -> "Collection":
        return self._open_collection()

    def nearest(self, vectors: Vectors, k: int) -> tuple[tuple[tuple[int, float], ...], ...]:
        """For each vector up to `k` (row, cosine similarity), best first. Exact for up to MAX_EXACT_ROWS rows, else by
        Chroma's approximate index."""
        if not len(vectors) or not self._size or k < 1:
            return tuple(() for _ in vectors)
        return self._scan(vectors, k) if self._size <= MAX_EXACT_ROWS else self._query(vectors, k)

    def _scan(self, vectors: Vectors, k: int) -> tuple[tuple[tuple[int, float], ...], ...]:
        similarity = vectors @ self.matrix.T
        nearest = np.argsort(-similarity, axis=1, kind="stable")[:, :k]
        return tuple(tuple((int(row), float(similarity[n, row])) for row in rows) for n, rows in enumerate(nearest))

    def _query(self, vectors: Vectors, k: int) -> tuple[tuple[tuple[int, float], ...], ...]:
        collection = self._collection
        with chroma_errors(self._folder):
            found = collection.query(query_embeddings=vectors, n_results=min(k, len(self._rows)), include=["distances"])
        return tuple(
            tuple(
                (row, 1 - distance) for text_id, distance in zip(*result, strict=True) for row in self._rows[text_id]
            )[:k]
            for result in zip(found["ids"], found["distances"] or (), strict=True)
        )


def open_vectors(
    data_dir: Path,
    kind: str,
    fingerprint: str,
    texts: Sequence[str],
    embedder: Embedder,
    progress: Progress | None = None,
) -> StoredVectors:
    """Embeds and stores missing texts. Chroma is used only if there is no snapshot. Processes wait for each other.

    Opening and reading raise IndexDamaged if the index cannot be read, IndexUnwritable if it cannot be written.
    """
    folder = data_dir / "index"

    def open_collection() -> "Collection":
        by_id = {_text_id(text): text for text in texts}
        contents = _digest(*sorted(by_id))
        with open_chroma_store(folder, kind, embedder.name) as store:
            name = f"{kind}-{_digest(fingerprint, embedder.name)}"
            collection = store.find(name, contents)
            if collection is None:
                collection, vectors = _build(store, name, contents, by_id, embedder, progress)
                snapshot.write(_matrix(texts, vectors, embedder.dimensions))
            return collection

    snapshot = Snapshot(folder, kind, _digest(embedder.name, *texts))
    stored = StoredVectors(open_collection, folder, snapshot, texts, embedder.dimensions)
    if not snapshot.exists():
        stored.open_collection()
    return stored


def _build(
    store: ChromaStore, name: str, contents: str, by_id: dict[str, str], embedder: Embedder, progress: Progress | None
) -> "tuple[Collection, dict[str, Vectors]]":
    """A new collection, and its vectors by text id. It replaces one of the same name, which is outdated or incomplete;
    it is marked complete last."""
    newest = store.newest()
    vectors = _read(newest, list(by_id)) if newest else {}
    collection = store.create(name, searched=len(by_id) > MAX_EXACT_ROWS)
    ids = sorted(by_id, key=lambda text_id: len(by_id[text_id]))
    for start in range(0, len(ids), ROWS_PER_BATCH):
        batch = ids[start : start + ROWS_PER_BATCH]
        missing = [text_id for text_id in batch if text_id not in vectors]
        done = start + len(batch) - len(missing)
        for first in range(0, len(missing), TEXTS_PER_BATCH):
            embedded = missing[first : first + TEXTS_PER_BATCH]
            vectors.update(zip(embedded, embedder.embed([by_id[text_id] for text_id in embedded]), strict=True))
            if progress:
                progress(done + first + len(embedded), len(ids))
        collection.add(ids=batch, embeddings=np.stack([vectors[text_id] for text_id in batch]))
    store.mark_complete(collection, contents)
    return collection, vectors


def _read(collection: "Collection", ids: Sequence[str]) -> dict[str, Vectors]:
    """The vectors of those ids that the collection has."""
    vectors: dict[str, Vectors] = {}
    for start in range(0, len(ids), ROWS_PER_BATCH):
        found = collection.get(ids=list(ids[start : start + ROWS_PER_BATCH]), include=["embeddings"])
        rows = np.asarray(found["embeddings"], dtype=np.float32)
        vectors.update(zip(found["ids"], rows, strict=True))
    return vectors


def _matrix(texts: Sequence[str], vectors: Mapping[str, Vectors], dimensions: int) -> Vectors:
    """(n, dimensions), one row per text."""
    matrix = np.zeros((len(texts), dimensions), dtype=np.float32)
    for row, text in enumerate(texts):
        matrix[row] = vectors[_text_id(text)]
    return matrix


def _text_id(text: str) -> str:
    return _digest(text)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
