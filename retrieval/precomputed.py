"""Vectors that are shipped with a corpus: its author embeds it once, so that no other machine has to."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from retrieval.embedder import Embedder, Vectors

VECTORS_FILE = "vectors.npz"
NOT_READABLE = (OSError, ValueError, KeyError, EOFError, BadZipFile)


class PrecomputedEmbedder:
    """Looks up the vector of a text and embeds the text only if it is not in the file."""

    def __init__(self, embedder: Embedder, path: Path) -> None:
        self._embedder = embedder
        self._path = path
        self.name = embedder.name
        self.dimensions = embedder.dimensions
        self.max_tokens = embedder.max_tokens
        self.languages = embedder.languages

    @cached_property
    def _vectors(self) -> dict[bytes, Vectors]:
        return _read(self._path, self.name)

    def knows(self, text: str) -> bool:
        """Whether the file has the vector of this text."""
        return _text_hash(text) in self._vectors

    def all_vectors(self) -> Vectors:
        """(texts, dimensions): the vectors of the file."""
        rows = list(self._vectors.values())
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), dtype=np.float32)

    def embed(self, texts: Sequence[str]) -> Vectors:
        missing = [text for text in texts if _text_hash(text) not in self._vectors]
        embedded = dict(zip(missing, self._embedder.embed(missing), strict=True)) if missing else {}
        rows = [embedded[text] if text in embedded else self._vectors[_text_hash(text)] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), dtype=np.float32)


def write_precomputed(path: Path, embedder: str, texts: Sequence[str], vectors: Vectors) -> None:
    """Half precision halves the size and changes each vector by less than 0.001."""
    by_hash = dict(zip(map(_text_hash, texts), vectors, strict=True))
    hashes = np.frombuffer(b"".join(by_hash), dtype=np.uint8).reshape(len(by_hash), -1)
    half = np.stack(list(by_hash.values())).astype(np.float16)
    np.savez(path, embedder=np.array(embedder), names=hashes, vectors=half)


def embedder_of(path: Path) -> str | None:
    """The name of the embedder that made the vectors of a file; None if it cannot be read."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            return str(stored["embedder"])
    except NOT_READABLE:
        return None


def _read(path: Path, embedder: str) -> dict[bytes, Vectors]:
    """Vectors by text hash. Empty if the file is missing, damaged or of another embedder."""
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            if str(stored["embedder"]) != embedder:
                return {}
            vectors = stored["vectors"].astype(np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            return {row.tobytes(): vector for row, vector in zip(stored["names"], vectors, strict=True)}
    except NOT_READABLE:
        return {}


def _text_hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
