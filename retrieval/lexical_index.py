"""Search by words: BM25 over the texts of clauses."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

BM25_K1, BM25_B = 0.9, 0.4  # Anserini's defaults: early saturation, mild penalty on long clauses
_WORD = re.compile(r"\w\w+")


class LexicalIndex:
    """BM25 over stemmed words. Stop words are included, so that a short question such as "am I able to" has words to
    match; their weight is low."""

    def __init__(self, texts: Sequence[str]) -> None:
        from bm25s import BM25
        from Stemmer import Stemmer

        self._stemmer = Stemmer("english")
        self._size = len(texts)
        documents = [self._words(text) for text in texts]
        self._vocabulary = {word for document in documents for word in document}
        self._index = BM25(k1=BM25_K1, b=BM25_B)
        if self._vocabulary:
            self._index.index(documents, show_progress=False)

    def scores(self, query: str) -> Scores:
        """(n,), one score per text; zeros if the query has no word of the texts."""
        known = [word for word in self._words(query) if word in self._vocabulary]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        scores: Scores = self._index.get_scores(known)
        return scores

    def _words(self, text: str) -> list[str]:
        words: list[str] = self._stemmer.stemWords(_WORD.findall(text.lower()))
        return words
