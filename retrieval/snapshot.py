"""Snapshots: a copy of a collection's vectors as one numpy file, so that a warm start need not wake Chroma."""

from pathlib import Path

import numpy as np

from retrieval.embedder import Vectors

KEPT = 4


class Snapshot:
    """The vectors of texts in order; `name` must change with the kind, the embedder or any text."""

    def __init__(self, folder: Path, kind: str, name: str) -> None:
        self._kind = kind
        self._path = folder / f"{kind}-{name}.npy"

    def exists(self) -> bool:
        return self._path.exists()

    def read(self, rows: int, dimensions: int) -> Vectors | None:
        """None where there is none, or one that was cut short."""
        try:
            matrix: Vectors = np.load(self._path, allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        return matrix if matrix.shape == (rows, dimensions) and matrix.dtype == np.float32 else None

    def write(self, matrix: Vectors) -> None:
        """Whole or not at all; only the newest few of a kind stay."""
        partial = self._path.with_suffix(".partial")
        with partial.open("wb") as file:
            np.save(file, matrix, allow_pickle=False)
        partial.replace(self._path)
        kept = sorted(self._path.parent.glob(f"{self._kind}-*.npy"), key=lambda path: path.stat().st_mtime)
        for old in kept[:-KEPT]:
            old.unlink(missing_ok=True)
