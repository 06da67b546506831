"""How much likelier the parts of a text's words are in the texts of each clause than in those of all (naive Bayes)."""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

SIZES = range(3, 6)  # characters
SMOOTHING = 0.2  # of a clause's mean size, counted as if it came from the texts of all clauses
MAX_WORD_CHARS = 40
_WORD = re.compile(r"\w\w+")


@dataclass(frozen=True)
class CharacterLikelihood:
    """Smoothed by Dirichlet's prior (Zhai and Lafferty 2004, "A study of smoothing methods").

    `parts` (n,) ascending hashes of three to five characters of a word; the postings of part i are
    `[starts[i]:starts[i + 1]]` of `clauses` and `weights`. `absent` (clauses,) is the log ratio of a part that a clause
    lacks, and a weight is what is added to it where the clause has the part.
    """

    parts: NDArray[np.uint32]
    starts: NDArray[np.int64]
    clauses: NDArray[np.int32]
    weights: Scores
    absent: Scores

    @classmethod
    def fit(cls, texts: Sequence[Sequence[str]]) -> "CharacterLikelihood":
        """`texts` of each clause; each word counts once a text."""
        counted = [_count_parts(of_clause) for of_clause in texts]
        hashes = np.concatenate([np.zeros(0, dtype=np.uint32), *(found for found, _ in counted)])
        counts = np.concatenate([np.zeros(0), *(of_clause for _, of_clause in counted)])
        clauses = np.repeat(np.arange(len(texts), dtype=np.int32), [len(found) for found, _ in counted])
        order = np.argsort(hashes, kind="stable")
        hashes, counts, clauses = hashes[order], counts[order], clauses[order]
        parts, first, sizes = np.unique(hashes, return_index=True, return_counts=True)
        totals = np.bincount(clauses, counts, minlength=len(texts))
        prior = max(SMOOTHING * float(totals.mean()) if len(totals) else 0.0, 1e-9)
        share = np.repeat(np.add.reduceat(counts, first) if len(first) else counts, sizes) / max(totals.sum(), 1.0)
        return cls(
            parts,
            np.append(first, len(hashes)).astype(np.int64),
            clauses,
            np.log1p(counts / (prior * share)).astype(np.float32),
            np.log(prior / (totals + prior)).astype(np.float32),
        )

    def scores(self, texts: Iterable[str]) -> Scores:
        """(clauses,): the log ratio of all words together, each part once; zeros without a known part."""
        asked = np.array([*_hashes({word for text in texts for word in _words(text)})], dtype=np.uint32)
        places = np.searchsorted(self.parts, asked := np.unique(asked))
        places = places[places < len(self.parts)]
        known = places[self.parts[places] == asked[: len(places)]]
        sizes = self.starts[known + 1] - self.starts[known]
        ends = np.cumsum(sizes)
        rows = np.arange(sizes.sum()) + np.repeat(self.starts[known] - (ends - sizes), sizes)
        found = np.bincount(self.clauses[rows], self.weights[rows], minlength=len(self.absent))
        scores: Scores = (found + len(known) * self.absent).astype(np.float32)
        return scores


def _count_parts(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
    """The hashes of the parts of all words, and how often each occurs."""
    words = Counter(word for text in texts for word in set(_words(text)))
    parts = [_parts(word) for word in words]
    hashes = np.array([part for of_word in parts for part in of_word], dtype=np.uint32)
    repeated = np.repeat([*words.values()] or [0], [len(of_word) for of_word in parts] or [0])
    different, place = np.unique(hashes, return_inverse=True)
    return different, np.bincount(place, repeated, minlength=len(different)).astype(np.float64)


def _words(text: str) -> Iterator[str]:
    return (found[0][:MAX_WORD_CHARS] for found in _WORD.finditer(text.lower()))


def _hashes(words: Iterable[str]) -> Iterator[int]:
    return (part for word in words for part in _parts(word))


@lru_cache(maxsize=4096)
def _parts(word: str) -> tuple[int, ...]:
    """Hashes of the parts of a word with a space at either end; the same few words make up most texts."""
    padded = f" {word} "
    parts = (padded[start : start + size] for size in SIZES for start in range(len(padded) - size + 1))
    return tuple(zlib.crc32(part.encode("utf-8", "surrogatepass")) for part in parts)
