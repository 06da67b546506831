"""The shelf: Chroma's collections of one kind, whose order and wholeness are kept in their marks."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.errors import IndexDamaged, IndexUnwritable

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api import ClientAPI

KEPT = 4
CARE, ROUGH = 100, 10  # how many neighbours are looked at for each new vector; 100 is Chroma's own choice
_UNWRITABLE = ("readonly", "read-only", "disk is full", "No space left")


class ChromaStore:
    """Complete collections carry `contents` (a digest of the texts), `embedder` and `created`; others carry nothing."""

    def __init__(self, folder: Path, client: "ClientAPI", kind: str, embedder: str) -> None:
        self.folder = folder
        self._client = client
        self._kind = kind
        self._embedder = embedder

    def find(self, name: str, contents: str) -> "Collection | None":
        """The collection, where it is whole and of just these texts."""
        return next((c for c in self._complete() if c.name == name and c.metadata["contents"] == contents), None)

    def newest(self) -> "Collection | None":
        """The latest that this embedder filled."""
        return next((c for c in self._complete() if c.metadata["embedder"] == self._embedder), None)

    def create(self, name: str, *, searched: bool) -> "Collection":
        """An empty collection, in place of any of that name. One that is only read back gets a rough graph."""
        if any(collection.name == name for collection in self.collections()):
            self._client.delete_collection(name)
        care = CARE if searched else ROUGH
        return self._client.create_collection(
            name, configuration={"hnsw": {"space": "cosine", "ef_construction": care}}, embedding_function=None
        )

    def complete(self, collection: "Collection", contents: str) -> None:
        """Marks the collection as whole, and clears the shelf of all but the newest."""
        collection.modify(metadata={"contents": contents, "embedder": self._embedder, "created": time.time_ns()})
        kept = {c.name for c in self._complete()[:KEPT]}
        for old in self.collections():
            if old.name not in kept:
                self._client.delete_collection(old.name)

    def _complete(self) -> "list[Collection]":
        """The newest first."""
        whole = [collection for collection in self.collections() if collection.metadata]
        return sorted(whole, key=lambda collection: collection.metadata["created"], reverse=True)

    def collections(self) -> "list[Collection]":
        return [c for c in self._client.list_collections() if c.name.startswith(f"{self._kind}-")]


@contextmanager
def open_chroma_store(folder: Path, kind: str, embedder: str) -> Iterator[ChromaStore]:
    """The shelf, while no other process has it."""
    from filelock import FileLock

    try:
        folder.mkdir(parents=True, exist_ok=True)
        turn = FileLock(folder / "clausewise.lock").acquire()
    except OSError as error:
        raise _unwritable(folder, error) from error
    with turn, chroma_errors(folder):
        yield ChromaStore(folder, _client(folder), kind, embedder)


@contextmanager
def chroma_errors(folder: Path) -> Iterator[None]:
    """Chroma's own errors, turned into what to do about them."""
    from chromadb.errors import ChromaError

    try:
        yield
    except ChromaError as error:
        if any(sign in str(error) for sign in _UNWRITABLE):
            raise _unwritable(folder, error) from error
        raise IndexDamaged(
            f"the index in {folder} cannot be read ({error}): delete that folder, it is built anew"
        ) from error


def _unwritable(folder: Path, error: Exception) -> IndexUnwritable:
    return IndexUnwritable(
        f"the index cannot be written to {folder} ({error}): free it or choose another data directory"
    )


def _client(folder: Path) -> "ClientAPI":
    from chromadb import PersistentClient
    from chromadb.config import Settings

    return PersistentClient(folder, Settings(anonymized_telemetry=False))
