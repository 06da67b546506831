"""Precedents: labelled cases, read from JSON lines and searched by meaning."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from domain.errors import InputError
from domain.evidence import Precedent
from retrieval.embedder import Embedder, Vectors
from retrieval.vectors import Progress, StoredVectors, open_vectors
from text.files import NotUtf8, decode_utf8


class PrecedentFileError(InputError):
    """A line is not a precedent. The message names the line and the expected format."""


def read_precedents(path: Path) -> tuple[tuple[Precedent, ...], str]:
    """The precedents of a file, and its fingerprint. A line is `{"id", "text", "violated": [clause ids]}`, or a
    labelled case of a dataset: `{"id", "content", "gold": {"clauses": [...]}, "scope"?}`."""
    try:
        content = path.read_bytes()
        lines = decode_utf8(content).split("\n")
    except OSError as error:
        raise PrecedentFileError(f"{path}: {error.strerror}: give the path of a .jsonl file of precedents") from error
    except NotUtf8 as error:
        raise PrecedentFileError(f"{path}: {error}") from error
    return tuple(_parse_lines(path, lines)), sha256(content).hexdigest()


def _parse_lines(path: Path, lines: list[str]) -> Iterator[Precedent]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _parse_line(f"{path}:{number}", line)


def _parse_line(location: str, line: str) -> Precedent:
    try:
        raw = json.loads(line)
        if "gold" in raw:
            raw = {
                "id": raw["id"],
                "text": raw["content"],
                "violated": raw["gold"]["clauses"],
                "scope": raw.get("scope"),
            }
        return Precedent.model_validate(raw)
    except (json.JSONDecodeError, ValidationError, TypeError, KeyError, RecursionError) as error:
        first = str(error).splitlines()[0]
        raise PrecedentFileError(f"{location}: not a precedent ({first}): give id, text and violated") from error


@dataclass(frozen=True)
class SimilarPrecedent:
    """`similarity` is the cosine similarity."""

    precedent: Precedent
    similarity: float


class PrecedentIndex:
    def __init__(self, precedents: Sequence[Precedent], vectors: StoredVectors) -> None:
        self.precedents = tuple(precedents)
        self._vectors = vectors

    @cached_property
    def scopes(self) -> Counter[str | None]:
        """The number of precedents per scope."""
        return Counter(precedent.scope for precedent in self.precedents)

    def nearest(self, vectors: Vectors, k: int) -> tuple[tuple[SimilarPrecedent, ...], ...]:
        """The `k` most similar precedents of each vector (n, d), best first."""
        return tuple(
            tuple(SimilarPrecedent(self.precedents[row], similarity) for row, similarity in rows)
            for rows in self._vectors.nearest(vectors, k)
        )

    def all_vectors(self) -> Vectors:
        """(n, d), one row per precedent, for training a judge."""
        return self._vectors.matrix


def open_precedent_index(
    data_dir: Path,
    precedents: Sequence[Precedent],
    fingerprint: str,
    embedder: Embedder,
    progress: Progress | None = None,
) -> PrecedentIndex:
    """Raises what `open_vectors` raises."""
    texts = [precedent.text for precedent in precedents]
    return PrecedentIndex(precedents, open_vectors(data_dir, "precedents", fingerprint, texts, embedder, progress))
