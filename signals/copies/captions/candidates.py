"""Pairs of captions that share their rarest phrases. Linear in the number of captions, whatever they contain."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signals.copies.captions.phrases import MIX, Phrases

MAX_PICKED = 12  # phrases of a caption, the rarest that another caption has too
MAX_COMMON = 4  # of these, phrases that more than MAX_SHARING captions have
MAX_SHARING = 16  # captions of one phrase that are all compared with one another
NEIGHBOURS = 3  # with how many each is compared where more captions share a phrase
SORTINGS = 4
MIN_SHARED = 2
ROWS = 20_000  # of the product at once


def candidate_pairs(phrases: Phrases) -> NDArray[np.int64]:
    """Shape (n, 2), the smaller number first, each once."""
    rows, columns = _picked(phrases)
    few = phrases.texts_with[columns] <= MAX_SHARING
    found = [*_sharing(rows[few], columns[few], phrases), *_neighbours(rows[~few], columns[~few], phrases)]
    keys = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *found]))
    return np.stack([keys // phrases.count, keys % phrases.count], axis=1) if len(keys) else keys.reshape(0, 2)


def _picked(phrases: Phrases) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    shared = phrases.texts_with[phrases.columns] > 1
    rows, columns = phrases.rows[shared], phrases.columns[shared]
    order = np.lexsort((columns, phrases.texts_with[columns], rows))
    rows, columns = rows[order], columns[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    limit = np.where(phrases.texts_with[columns] <= MAX_SHARING, MAX_PICKED, MAX_COMMON)
    return rows[rank < limit], columns[rank < limit]


def _sharing(rows: NDArray[np.int64], columns: NDArray[np.int64], phrases: Phrases) -> Iterator[NDArray[np.int64]]:
    """Pairs with MIN_SHARED picked phrases in common, as keys."""
    from scipy.sparse import csr_matrix

    shape = phrases.count, len(phrases.weights)
    picks: Any = csr_matrix((np.ones(len(rows), dtype=np.int16), (rows, columns)), shape=shape)
    turned = picks.T.tocsr()
    for start in range(0, phrases.count, ROWS):
        product = (picks[start : start + ROWS] @ turned).tocoo()
        one, other = product.row.astype(np.int64) + start, product.col.astype(np.int64)
        wanted = (one < other) & (product.data >= MIN_SHARED)
        yield one[wanted] * phrases.count + other[wanted]


def _neighbours(rows: NDArray[np.int64], columns: NDArray[np.int64], phrases: Phrases) -> Iterator[NDArray[np.int64]]:
    """Of the captions with one phrase, those that lie next to each other when sorted by a MinHash of all phrases."""
    hashes = np.stack([_min_hash(phrases, seed) for seed in range(SORTINGS)])
    order = np.lexsort((rows, hashes[columns % SORTINGS, rows], columns))
    rows, columns = rows[order], columns[order]
    for distance in range(1, NEIGHBOURS + 1):
        same = columns[distance:] == columns[:-distance]
        one, other = rows[:-distance][same], rows[distance:][same]
        yield np.minimum(one, other) * phrases.count + np.maximum(one, other)


def _min_hash(phrases: Phrases, seed: int) -> NDArray[np.uint64]:
    """Of each text (A. Broder, 1997): two texts have an equal one as often as their phrases are equal."""
    found = np.zeros(phrases.count, dtype=np.uint64)
    if len(phrases.rows):
        mixed = (phrases.columns.astype(np.uint64) + np.uint64(seed * 2 + 1)) * MIX
        mixed = (mixed ^ (mixed >> np.uint64(29))) * MIX
        starts = np.flatnonzero(np.concatenate([[True], np.diff(phrases.rows) > 0]))
        found[phrases.rows[starts]] = np.minimum.reduceat(mixed, starts)
    return found
