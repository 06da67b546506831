"""The phrases of captions: each word and each two neighbouring words, with a weight that common ones lack.

Of scripts without spaces, a word is each pair of neighbouring characters."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from text.search_words import UNSPACED, search_words

MAX_CHARS = 5_000  # of a caption; what follows is not compared
MAX_WORD_CHARS = 200  # between spaces, in a script that has them
USUAL_POSTS = 50_000  # phrases of fewer posts are weighed as if there were so many
RARE_SHARE, COMMON_SHARE = 0.0005, 0.05  # of the posts; a phrase has its full weight up to the first
MIN_WEIGHT = 0.05
UNSPACED_ONLY = re.compile(f"[{UNSPACED}]{{2,}}")
MIX = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio: spreads numbers over 64 bits


@dataclass(frozen=True, eq=False)
class Phrases:
    """Sparse, one row for each text. `rows` and `columns`: which text has which phrase, sorted, each once.
    `texts_with`: in how many texts each phrase is. `weights`: of each phrase, MIN_WEIGHT to 1."""

    count: int
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    texts_with: NDArray[np.int64]
    weights: NDArray[np.float64]

    def matrix(self, *, weighted: bool) -> Any:
        """A scipy CSR matrix, shape (texts, phrases), of weights or of ones."""
        from scipy.sparse import csr_matrix

        values = self.weights[self.columns] if weighted else np.ones(len(self.columns))
        return csr_matrix((values, (self.rows, self.columns)), shape=(self.count, len(self.weights)))


@dataclass(frozen=True, eq=False)
class Words:
    """The numbers of the words of each text, one after another; those of text `n` start at `starts[n]`."""

    numbers: NDArray[np.int64]
    starts: NDArray[np.int64]

    def of(self, text: int) -> bytes:
        """Equal for texts of the same words."""
        return self.numbers[self.starts[text] : self.starts[text + 1]].tobytes()


def read_words(captions: Sequence[str]) -> Words:
    """Linear time. The words are folded as for a search, so disguised letters, accents and case do not matter."""
    numbers, known = dict[str, int](), dict[str, tuple[int, ...]]()
    found, lengths = list[tuple[int, ...]](), list[int]()
    for caption in captions:
        length = 0
        for chunk in caption[:MAX_CHARS].split():
            words = known.get(chunk)
            if words is None:
                words = known[chunk] = tuple(numbers.setdefault(word, len(numbers)) for word in _words(chunk))
            found.append(words)
            length += len(words)
        lengths.append(length)
    flat = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=sum(lengths))
    return Words(flat, np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]))


def phrases_of(words: Words, texts: NDArray[np.int64]) -> Phrases:
    """Of the texts with these numbers; row `n` is that of `texts[n]`."""
    lengths = np.diff(words.starts)[texts]
    rows = np.repeat(np.arange(len(texts)), lengths)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    numbers = words.numbers[np.repeat(words.starts[:-1][texts], lengths) + within].astype(np.uint64)
    followed = np.flatnonzero(rows[1:] == rows[:-1])
    pairs = (numbers[followed] + np.uint64(1)) * MIX ^ numbers[followed + 1]
    names, columns = np.unique(np.concatenate([numbers, pairs]), return_inverse=True)
    keys = np.unique(np.concatenate([rows, rows[followed]]) * max(len(names), 1) + columns)
    rows, columns = keys // max(len(names), 1), keys % max(len(names), 1)
    texts_with = np.bincount(columns, minlength=len(names))
    return Phrases(len(texts), rows, columns, texts_with, _weights(texts_with, len(texts)))


def _weights(texts_with: NDArray[np.int64], texts: int) -> NDArray[np.float64]:
    """From 1 at RARE_SHARE of the texts, down with the logarithm to MIN_WEIGHT at COMMON_SHARE."""
    share = np.maximum(texts_with / max(texts, USUAL_POSTS), 1e-12)
    weights = np.log(COMMON_SHARE / share) / np.log(COMMON_SHARE / RARE_SHARE)
    return np.asarray(np.clip(weights, MIN_WEIGHT, 1.0))


def _words(chunk: str) -> Iterator[str]:
    if UNSPACED_ONLY.fullmatch(chunk):
        return (chunk[place : place + 2] for place in range(len(chunk) - 1))
    return search_words(chunk[:MAX_WORD_CHARS])
