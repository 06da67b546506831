"""The protocol of embedders: texts to unit vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Vectors of embedders with different `name`s must not be mixed. Only a text's first `max_tokens` tokens count."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    @property
    def max_tokens(self) -> int: ...

    @property
    def languages(self) -> frozenset[str] | None:
        """ISO 639-1 codes of the supported languages; None for all."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(n, dimensions), one unit vector per text, in order; (0, dimensions) for no texts."""
        ...
