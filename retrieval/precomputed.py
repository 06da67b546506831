"""Vectors that came with a corpus: its author embedded it once, and nobody else need do it again."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from retrieval.embedder import Embedder, Vectors

FILE = "vectors.npz"


class Shipped:
    """An embedder that looks a text up before it embeds it. A text that was changed since is simply not found."""

    def __init__(self, embedder: Embedder, path: Path) -> None:
        self._embedder = embedder
        self._path = path
        self.name = embedder.name
        self.dimensions = embedder.dimensions
        self.max_tokens = embedder.max_tokens
        self.languages = embedder.languages

    @cached_property
    def _known(self) -> dict[bytes, Vectors]:
        return _read(self._path, self.name)

    def embed(self, texts: Sequence[str]) -> Vectors:
        fresh = [text for text in texts if _name(text) not in self._known]
        new = dict(zip(fresh, self._embedder.embed(fresh), strict=True)) if fresh else {}
        rows = [new[text] if text in new else self._known[_name(text)] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), dtype=np.float32)


def write_shipped(path: Path, embedder: str, texts: Sequence[str], vectors: Vectors) -> None:
    """Half precision: a vector comes back within 0.001 of itself, at half the size."""
    by_name = dict(zip(map(_name, texts), vectors, strict=True))
    names = np.frombuffer(b"".join(by_name), dtype=np.uint8).reshape(len(by_name), -1)
    np.savez(
        path, embedder=np.array(embedder), names=names, vectors=np.stack(list(by_name.values())).astype(np.float16)
    )


def _read(path: Path, embedder: str) -> dict[bytes, Vectors]:
    """Nothing where there is no file, or one that is damaged or of another embedder: then all is embedded."""
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as kept:
            if str(kept["embedder"]) != embedder:
                return {}
            vectors = kept["vectors"].astype(np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            return {name.tobytes(): vector for name, vector in zip(kept["names"], vectors, strict=True)}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}


def _name(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
