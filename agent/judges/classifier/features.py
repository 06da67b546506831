"""Features of a text: hashed n-grams of words and of characters, weighed by how rare they were among precedents."""

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
CHARACTERS = range(2, 6)
SEEN = 2  # an n-gram of one precedent only teaches that precedent

Hashes = Iterable[int]
Counts = tuple[NDArray[np.uint32], NDArray[np.float32]]  # hashes, and how often each occurs
Row = tuple[NDArray[np.int64], NDArray[np.float32]]  # columns, and the value in each


def words(text: str) -> Iterator[str]:
    """Words and marks, one and two at a time."""
    tokens = _tokens(text)
    yield from tokens
    yield from map(" ".join, pairwise(tokens))


def characters(token: str) -> Iterator[str]:
    """Two to five characters of a word, its edges marked by a space."""
    padded = f" {token} "
    for size in CHARACTERS:
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]


@dataclass(frozen=True)
class Terms:
    """What is known of one kind of n-gram: `hashes` (CRC-32, ascending) and beside each its inverse document
    frequency, smoothed as scikit-learn's TfidfTransformer does."""

    hashes: NDArray[np.uint32]
    idf: NDArray[np.float32]

    @classmethod
    def learn(cls, counts: Sequence[Counts]) -> "Terms":
        hashes, documents = np.unique(np.concatenate([found for found, _ in counts]), return_counts=True)
        often = documents >= SEEN
        idf = np.log((1 + len(counts)) / (1 + documents[often])) + 1
        return cls(hashes[often], idf.astype(np.float32))

    def row(self, counts: Counts) -> Row:
        """tf-idf with sublinear term frequency, of length one; n-grams that were never learned are dropped."""
        columns = np.searchsorted(self.hashes, counts[0])
        known = columns < len(self.hashes)
        known[known] = self.hashes[columns[known]] == counts[0][known]
        columns = columns[known]
        values = (1 + np.log(counts[1][known])) * self.idf[columns]
        length = np.linalg.norm(values)
        return columns, (values / length if length else values).astype(np.float32)


@dataclass(frozen=True)
class Vocabulary:
    words: Terms
    characters: Terms

    @classmethod
    def learn(cls, texts: Sequence[str]) -> "Vocabulary":
        return cls(*(Terms.learn([_count(hashes(text)) for text in texts]) for hashes in (_of_words, _of_characters)))

    def __len__(self) -> int:
        return len(self.words.hashes) + len(self.characters.hashes)

    def row(self, text: str) -> Row:
        columns, values = self.words.row(_count(_of_words(text)))
        more_columns, more_values = self.characters.row(_count(_of_characters(text)))
        shifted = more_columns + len(self.words.hashes)
        return np.concatenate([columns, shifted]), np.concatenate([values, more_values])


def _tokens(text: str) -> list[str]:
    return TOKEN.findall(text.lower())


def _of_words(text: str) -> Hashes:
    return map(_hash, words(text))


def _of_characters(text: str) -> Hashes:
    return chain.from_iterable(map(_of_token, _tokens(text)))


@lru_cache(maxsize=4096)
def _of_token(token: str) -> tuple[int, ...]:
    """Kept, for the same few words make up most of what is said."""
    return tuple(map(_hash, characters(token)))


def _hash(gram: str) -> int:
    return zlib.crc32(gram.encode("utf-8", "surrogatepass"))


def _count(hashes: Hashes) -> Counts:
    counted = Counter(hashes)
    return np.array(list(counted), dtype=np.uint32), np.array(list(counted.values()), dtype=np.float32)
