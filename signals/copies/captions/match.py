"""Finds captions that are near-duplicates of one another, and the families that they form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signals.copies.captions.candidates import candidate_pairs
from signals.copies.captions.phrases import Phrases, Words, phrases_of, read_words
from signals.copies.evidence import Change, NotMeasured, Overlap

MIN_SIMILARITY = 0.35  # of weighted phrases, Jaccard; chosen on one seed: benchmarks/copies
MIN_SHARED_WEIGHT = 6.0  # phrases; a shorter caption, or one of common phrases only, tells nothing
CHUNK = 100_000  # pairs compared at once


@dataclass(frozen=True)
class CaptionPair:
    """`first` and `second`: the places of two captions, the smaller first."""

    first: int
    second: int
    overlap: Overlap


@dataclass(frozen=True)
class CaptionCopies:
    """`pairs`: enough of them to join every family; of a family of more than a few not each two. `families`: the places
    of captions that are joined by pairs, each two or more. `not_measured`: captions that are too short, or that have
    only phrases that many others have."""

    pairs: tuple[CaptionPair, ...]
    families: tuple[tuple[int, ...], ...]
    not_measured: dict[int, NotMeasured]


def near_duplicates(captions: Sequence[str]) -> CaptionCopies:
    """Time and memory grow with the number of characters, also if all captions are alike."""
    words = read_words(captions)
    texts, text_of = _distinct(words)
    phrases = phrases_of(words, texts)
    informative = _shown_weight(phrases) >= MIN_SHARED_WEIGHT
    pairs = [*_equal(texts, text_of, informative), *_near(phrases, texts)]
    reason = NotMeasured("the caption is too short, or its phrases are too common, to be told from others")
    silent = dict.fromkeys(np.flatnonzero(~informative[text_of]).tolist(), reason)
    return CaptionCopies(tuple(pairs), _families(len(captions), pairs), silent)


def match_captions(one: str, other: str) -> Overlap | None:
    """None if they are not near-duplicates, or too short to tell."""
    pairs = near_duplicates([one, other]).pairs
    return pairs[0].overlap if pairs else None


def _distinct(words: Words) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first caption of each text, and which of these texts each caption has."""
    known, texts, text_of = dict[bytes, int](), list[int](), list[int]()
    for caption in range(len(words.starts) - 1):
        text = known.setdefault(words.of(caption), len(texts))
        if text == len(texts):
            texts.append(caption)
        text_of.append(text)
    return np.array(texts, dtype=np.int64), np.array(text_of, dtype=np.int64)


def _shown_weight(phrases: Phrases) -> NDArray[np.float64]:
    return np.bincount(phrases.rows, phrases.weights[phrases.columns], minlength=phrases.count).astype(np.float64)


def _equal(
    texts: NDArray[np.int64], text_of: NDArray[np.int64], informative: NDArray[np.bool_]
) -> Iterator[CaptionPair]:
    """Each caption with the first one of the same text."""
    first = texts[text_of]
    for place in np.flatnonzero((first != np.arange(len(text_of))) & informative[text_of]).tolist():
        yield CaptionPair(int(first[place]), place, Overlap(1.0, 1.0, 0.0))


def _near(phrases: Phrases, texts: NDArray[np.int64]) -> Iterator[CaptionPair]:
    candidates = candidate_pairs(phrases)
    weighted, plain = phrases.matrix(weighted=True), phrases.matrix(weighted=False)
    weight = _shown_weight(phrases)
    for start in range(0, len(candidates), CHUNK):
        one, other = candidates[start : start + CHUNK].T
        shared = np.asarray(weighted[one].multiply(plain[other]).sum(axis=1)).ravel()
        similarity = shared / (weight[one] + weight[other] - shared)
        for pair in np.flatnonzero((similarity >= MIN_SIMILARITY) & (shared >= MIN_SHARED_WEIGHT)).tolist():
            a, b = int(one[pair]), int(other[pair])
            overlap = Overlap(
                coverage_first=round(float(shared[pair] / weight[a]), 3),
                coverage_second=round(float(shared[pair] / weight[b]), 3),
                distance=round(1 - float(similarity[pair]), 3),
                changes=(Change.REWORDED,),
            )
            yield CaptionPair(int(texts[a]), int(texts[b]), overlap)


def _families(captions: int, pairs: Sequence[CaptionPair]) -> tuple[tuple[int, ...], ...]:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if not pairs:
        return ()
    first, second = [pair.first for pair in pairs], [pair.second for pair in pairs]
    graph = coo_matrix((np.ones(len(pairs)), (first, second)), shape=(captions, captions))
    _, labels = connected_components(graph, directed=False)
    members = np.flatnonzero(np.bincount(labels)[labels] > 1)
    members = members[np.argsort(labels[members], kind="stable")]
    borders = np.flatnonzero(np.diff(labels[members])) + 1
    return tuple(tuple(family.tolist()) for family in np.split(members, borders))
