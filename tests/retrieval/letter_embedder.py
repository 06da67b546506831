"""An embedder for tests: counts letters and records the texts that it embedded."""

from collections.abc import Sequence

import numpy as np

from retrieval.embedder import Vectors


class LetterEmbedder:
    dimensions = 27
    max_tokens = 1000
    languages: frozenset[str] | None = None

    def __init__(self, name: str = "letters", fails_after: int | None = None) -> None:
        self.name = name
        self.embedded: list[str] = []
        self._fails_after = fails_after

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self._fails_after is not None and len(self.embedded) + len(texts) > self._fails_after:
            raise KeyboardInterrupt
        self.embedded.extend(texts)
        counts = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for letter in text.lower():
                counts[row, ord(letter) - ord("a") if "a" <= letter <= "z" else 26] += 1
            counts[row, 26] += 0.1
        unit: Vectors = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return unit
