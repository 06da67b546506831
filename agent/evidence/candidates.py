"""The rules that a case is judged by: ranked by single sentences, by complete items, and by the rules' examples."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from agent.evidence.content import Content
from agent.evidence.other_languages import UnreadItems
from retrieval.index import ClauseIndex

Floats = NDArray[np.float32]
Scores = Mapping[str, float]

# Chosen by cross-validation on the development cases: the first eight have the labelled rules of .95 of the English
# ones, by similarity alone of .90. docs/numbers.md reports the test cases.
SIMILARITY_WEIGHT, DIRECTION_WEIGHT, CHARACTERS_WEIGHT = 0.5, 1.5, 1.3
OTHER_LANGUAGES_WEIGHT = 3.0  # where the embedder of the index reads nothing, its similarities say little


def rank_rules(
    index: ClauseIndex, content: Content, keys: Collection[str], limit: int, unread: UnreadItems | None = None
) -> list[tuple[str, float]]:
    """Up to `limit` of the rules with these keys, the nearest to the content first, each with its score by single
    sentences. `unread`: what the reader of other languages says of some or all of the content."""
    texts = [part.reading for part in content.parts]
    of_parts = {hit.key: hit.score for hit in index.search(content.similarity, texts, keys, limit)}
    of_items = {hit.key: hit.score for hit in index.search(content.item_similarity, content.item_texts, keys, limit)}
    ranked = rank_together(of_parts, of_items, [*_votes(index, content.vectors, content.item_texts, keys, unread)])
    lowest = min(of_parts.values(), default=0.0)
    return [(key, of_parts.get(key, lowest)) for key in ranked[:limit]]


def _votes(
    index: ClauseIndex, vectors: Floats, texts: Sequence[str], keys: Collection[str], unread: UnreadItems | None
) -> Iterator[tuple[Scores, float]]:
    if unread is not None:
        yield unread.votes, OTHER_LANGUAGES_WEIGHT if unread.only else DIRECTION_WEIGHT
    if index.votes is not None and texts:
        if unread is None or not unread.only:
            yield index.votes.by_direction(vectors, keys), DIRECTION_WEIGHT
        yield index.votes.by_characters(texts, keys), CHARACTERS_WEIGHT


def rank_together(one: Scores, other: Scores, votes: Sequence[tuple[Scores, float]] = ()) -> list[str]:
    """The keys by the sum of both scores, each in units of its standard deviation; a missing score is the lowest.
    `votes` are further scores with their weights, in the same units. A key without a vote takes its place by the first
    two, so that a rule without examples is found as well as before."""
    keys = [*dict.fromkeys(key for scores in (one, other, *(vote for vote, _ in votes)) for key in scores)]
    if not keys:
        return []
    similarity = _standard(_filled(one, keys) + _filled(other, keys))
    total = similarity * (SIMILARITY_WEIGHT if votes else 1.0)
    for scores, weight in votes:
        standard = dict(zip(scores, _standard(np.array([*scores.values()], dtype=np.float64)), strict=True))
        total += weight * np.array([standard.get(key, similarity[n]) for n, key in enumerate(keys)])
    return [keys[place] for place in np.argsort(-total, kind="stable")]


def _filled(scores: Scores, keys: Sequence[str]) -> NDArray[np.float64]:
    """Standard scores of all keys."""
    lowest = min(scores.values(), default=0.0)
    return _standard(np.array([scores.get(key, lowest) for key in keys], dtype=np.float64))


def _standard(values: NDArray[np.float64]) -> NDArray[np.float64]:
    standard: NDArray[np.float64] = (values - values.mean()) / max(float(values.std()), 1e-9) if len(values) else values
    return standard
