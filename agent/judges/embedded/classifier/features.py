"""Features of a text: hashed n-grams of words and characters, weighted by tf-idf."""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

TOKEN = re.compile(r"\w+|[^\w\s]")
CHARACTER_SIZES = range(2, 6)
MIN_DOCUMENTS = 2  # an n-gram of a single precedent teaches that precedent only

Hashes = Iterable[int]
Counts = tuple[NDArray[np.uint32], NDArray[np.float32]]  # hashes, and how often each occurs
Row = tuple[NDArray[np.int64], NDArray[np.float32]]  # columns, and the value in each


def word_ngrams(text: str) -> Iterator[str]:
    """Words and punctuation marks, one and two at a time."""
    tokens = _tokens(text)
    yield from tokens
    yield from map(" ".join, pairwise(tokens))


def character_ngrams(token: str) -> Iterator[str]:
    """Two to five characters of a word, with a space at either end."""
    padded = f" {token} "
    for size in CHARACTER_SIZES:
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]


@dataclass(frozen=True)
class TfidfTable:
    """The known n-grams of one kind: `hashes` (CRC-32, ascending) and the inverse document frequency of each, smoothed
    as in scikit-learn's TfidfTransformer. Both (n-grams,)."""

    hashes: NDArray[np.uint32]
    idf: NDArray[np.float32]

    @classmethod
    def fit(cls, counts: Sequence[Counts]) -> "TfidfTable":
        hashes, documents = np.unique(np.concatenate([found for found, _ in counts]), return_counts=True)
        frequent = documents >= MIN_DOCUMENTS
        idf = np.log((1 + len(counts)) / (1 + documents[frequent])) + 1
        return cls(hashes[frequent], idf.astype(np.float32))

    def transform(self, counts: Counts) -> Row:
        """tf-idf with sublinear term frequency, of length 1; unknown n-grams are dropped."""
        columns = np.searchsorted(self.hashes, counts[0])
        known = columns < len(self.hashes)
        known[known] = self.hashes[columns[known]] == counts[0][known]
        columns = columns[known]
        values = (1 + np.log(counts[1][known])) * self.idf[columns]
        length = np.linalg.norm(values)
        return columns, (values / length if length else values).astype(np.float32)


@dataclass(frozen=True)
class Vocabulary:
    words: TfidfTable
    characters: TfidfTable

    @classmethod
    def fit(cls, texts: Sequence[str]) -> "Vocabulary":
        kinds = (_word_hashes, _character_hashes)
        return cls(*(TfidfTable.fit([_count(hashes(text)) for text in texts]) for hashes in kinds))

    def __len__(self) -> int:
        return len(self.words.hashes) + len(self.characters.hashes)

    def transform(self, text: str) -> Row:
        """The columns of words first, then those of characters."""
        word_columns, word_values = self.words.transform(_count(_word_hashes(text)))
        columns, values = self.characters.transform(_count(_character_hashes(text)))
        shifted = columns + len(self.words.hashes)
        return np.concatenate([word_columns, shifted]), np.concatenate([word_values, values])


def _tokens(text: str) -> list[str]:
    return TOKEN.findall(text.lower())


def _word_hashes(text: str) -> Hashes:
    return map(_hash, word_ngrams(text))


def _character_hashes(text: str) -> Hashes:
    return chain.from_iterable(map(_token_hashes, _tokens(text)))


@lru_cache(maxsize=4096)
def _token_hashes(token: str) -> tuple[int, ...]:
    """Cached, because the same few words make up most texts."""
    return tuple(map(_hash, character_ngrams(token)))


def _hash(ngram: str) -> int:
    return zlib.crc32(ngram.encode("utf-8", "surrogatepass"))


def _count(hashes: Hashes) -> Counts:
    counted = Counter(hashes)
    return np.array(list(counted), dtype=np.uint32), np.array(list(counted.values()), dtype=np.float32)
