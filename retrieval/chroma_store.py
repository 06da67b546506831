"""The vector collections of one kind in Chroma, and snapshots of them that a warm start reads without Chroma."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.embedder import Vectors
from retrieval.errors import IndexDamaged, IndexUnwritable

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api import ClientAPI

MAX_COLLECTIONS = 4
MAX_SNAPSHOTS = 4
EF_CONSTRUCTION = 100  # neighbours considered for each new vector: Chroma's default
EF_CONSTRUCTION_UNSEARCHED = 10
_UNWRITABLE = ("readonly", "read-only", "disk is full", "No space left")


class ChromaStore:
    """Complete collections have the metadata `contents` (a digest of the texts), `embedder` and `created`. Incomplete
    ones have none."""

    def __init__(self, folder: Path, client: "ClientAPI", kind: str, embedder: str) -> None:
        self.folder = folder
        self._client = client
        self._kind = kind
        self._embedder = embedder

    def find(self, name: str, contents: str) -> "Collection | None":
        """The complete collection with exactly these texts."""
        return next((c for c in self._complete() if c.name == name and c.metadata["contents"] == contents), None)

    def newest(self) -> "Collection | None":
        """The newest complete collection of this embedder."""
        return next((c for c in self._complete() if c.metadata["embedder"] == self._embedder), None)

    def create(self, name: str, *, searched: bool) -> "Collection":
        """An empty collection; replaces one of the same name. One that is only read back gets a coarse graph."""
        if any(collection.name == name for collection in self.collections()):
            self._client.delete_collection(name)
        ef_construction = EF_CONSTRUCTION if searched else EF_CONSTRUCTION_UNSEARCHED
        return self._client.create_collection(
            name,
            configuration={"hnsw": {"space": "cosine", "ef_construction": ef_construction}},
            embedding_function=None,
        )

    def mark_complete(self, collection: "Collection", contents: str) -> None:
        """Also deletes all but the newest collections."""
        collection.modify(metadata={"contents": contents, "embedder": self._embedder, "created": time.time_ns()})
        newest = {c.name for c in self._complete()[:MAX_COLLECTIONS]}
        for old in self.collections():
            if old.name not in newest:
                self._client.delete_collection(old.name)

    def _complete(self) -> "list[Collection]":
        """Newest first."""
        complete = [collection for collection in self.collections() if collection.metadata]
        return sorted(complete, key=lambda collection: collection.metadata["created"], reverse=True)

    def collections(self) -> "list[Collection]":
        return [c for c in self._client.list_collections() if c.name.startswith(f"{self._kind}-")]


@contextmanager
def open_chroma_store(folder: Path, kind: str, embedder: str) -> Iterator[ChromaStore]:
    """Holds a lock, so that no other process uses the store. Raises `IndexDamaged` and `IndexUnwritable`."""
    from filelock import FileLock

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "clausewise.lock").acquire()
    except OSError as error:
        raise _unwritable(folder, error) from error
    with lock, chroma_errors(folder):
        yield ChromaStore(folder, _client(folder), kind, embedder)


@contextmanager
def chroma_errors(folder: Path) -> Iterator[None]:
    """Converts Chroma's errors to ours."""
    from chromadb.errors import ChromaError

    try:
        yield
    except ChromaError as error:
        if any(phrase in str(error) for phrase in _UNWRITABLE):
            raise _unwritable(folder, error) from error
        raise IndexDamaged(
            f"the index in {folder} cannot be read ({error}): delete that folder, it will be built again"
        ) from error


def _unwritable(folder: Path, error: Exception) -> IndexUnwritable:
    return IndexUnwritable(
        f"the index cannot be written to {folder} ({error}): make it writable or choose another data directory"
    )


def _client(folder: Path) -> "ClientAPI":
    from chromadb import PersistentClient
    from chromadb.config import Settings

    return PersistentClient(folder, Settings(anonymized_telemetry=False))


class Snapshot:
    """A copy of a collection's vectors as a numpy file. `name` must change with the kind, the embedder or any text."""

    def __init__(self, folder: Path, kind: str, name: str) -> None:
        self._kind = kind
        self._path = folder / f"{kind}-{name}.npy"

    def exists(self) -> bool:
        return self._path.exists()

    def read(self, rows: int, dimensions: int) -> Vectors | None:
        """None if it is missing or incomplete."""
        try:
            matrix: Vectors = np.load(self._path, allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        return matrix if matrix.shape == (rows, dimensions) and matrix.dtype == np.float32 else None

    def write(self, matrix: Vectors) -> None:
        """Atomic. Also deletes all but the newest snapshots of the kind."""
        partial = self._path.with_suffix(".partial")
        with partial.open("wb") as file:
            np.save(file, matrix, allow_pickle=False)
        partial.replace(self._path)
        snapshots = sorted(self._path.parent.glob(f"{self._kind}-*.npy"), key=lambda path: path.stat().st_mtime)
        for old in snapshots[:-MAX_SNAPSHOTS]:
            old.unlink(missing_ok=True)
