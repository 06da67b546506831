"""An embedder: texts go in, unit vectors come out."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """`name` tells apart embedders whose vectors must not be mixed. Only a text's first `max_tokens` tokens count."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    @property
    def max_tokens(self) -> int: ...

    @property
    def languages(self) -> frozenset[str] | None:
        """ISO 639-1 codes of the languages it reads; None for all."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(n, dimensions), a row a text in the order given, each of length one; (0, dimensions) for no texts."""
        ...
