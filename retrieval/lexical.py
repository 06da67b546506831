"""Words in common: BM25 over stemmed words."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w\w+")
K1, B = 0.9, 0.4  # the values search research settled on (Anserini); saturation early, mild penalty on long clauses


class LexicalIndex:
    """Stop words stay in: of "am I able to" in a short question something is left to match, and their weight is low."""

    def __init__(self, texts: Sequence[str]) -> None:
        from bm25s import BM25
        from Stemmer import Stemmer

        self._stemmer = Stemmer("english")
        self._size = len(texts)
        documents = [self._words(text) for text in texts]
        self._vocabulary = {word for document in documents for word in document}
        self._index = BM25(k1=K1, b=B)
        if self._vocabulary:
            self._index.index(documents, show_progress=False)

    def scores(self, query: str) -> NDArray[np.float32]:
        """(n,), a score a text; zeros where query and texts have no word in common."""
        known = [word for word in self._words(query) if word in self._vocabulary]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        scores: NDArray[np.float32] = self._index.get_scores(known)
        return scores

    def _words(self, text: str) -> list[str]:
        words: list[str] = self._stemmer.stemWords(_WORD.findall(text.lower()))
        return words
