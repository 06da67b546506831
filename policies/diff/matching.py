"""Matches the clauses of two sides: by id, and by their words if ids changed."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from domain.clause import Clause
from policies.diff.word_diff import word_similarity

MIN_SIMILARITY = 0.5  # different clauses of the bundled corpus reach at most 0.34
Pair = tuple[Clause, Clause]


@dataclass(frozen=True)
class Match:
    pairs: tuple[Pair, ...]
    removed: tuple[Clause, ...]
    added: tuple[Clause, ...]


def match(before: Sequence[Clause], after: Sequence[Clause]) -> Match:
    """By id if the words are similar, then by words, then by id alone. An id that was given to another rule does not
    make the two the same clause."""
    old, new = list(before), list(after)
    pairs = [
        *_match_by_key(old, new, lambda clause: (clause.id, clause.markets), similar_only=True),
        *_match_by_key(old, new, lambda clause: clause.id, similar_only=True),
        *_match_by_words(old, new),
        *_match_by_key(old, new, lambda clause: clause.id, similar_only=False),
    ]
    return Match(tuple(pairs), tuple(old), tuple(new))


def _match_by_key(
    old: list[Clause], new: list[Clause], key: Callable[[Clause], Hashable], *, similar_only: bool
) -> list[Pair]:
    """Pairs with the same key, removed from both lists; with `similar_only`, only pairs with similar words."""
    candidates: dict[Hashable, list[Clause]] = {}
    for clause in new:
        candidates.setdefault(key(clause), []).append(clause)
    pairs: list[Pair] = []
    for clause in list(old):
        same_key = candidates.get(key(clause), [])
        if same_key and (not similar_only or _similarity(clause, same_key[0]) >= MIN_SIMILARITY):
            pairs.append((clause, same_key.pop(0)))
    _remove_matched(pairs, old, new)
    return pairs


def _match_by_words(old: list[Clause], new: list[Clause]) -> list[Pair]:
    """The most similar pairs of the remaining clauses, removed from both lists."""
    scored = [(_similarity(one, other), one, other) for one in old for other in new]
    pairs: list[Pair] = []
    matched: set[int] = set()
    for score, one, other in sorted(scored, key=lambda row: -row[0]):
        if score >= MIN_SIMILARITY and not matched & {id(one), id(other)}:
            matched |= {id(one), id(other)}
            pairs.append((one, other))
    _remove_matched(pairs, old, new)
    return pairs


def _remove_matched(pairs: list[Pair], old: list[Clause], new: list[Clause]) -> None:
    matched = {id(clause) for pair in pairs for clause in pair}
    old[:] = [clause for clause in old if id(clause) not in matched]
    new[:] = [clause for clause in new if id(clause) not in matched]


def _similarity(one: Clause, other: Clause) -> float:
    if one.text == other.text:
        return 1.0
    return word_similarity(f"{one.title} {one.text}".split(), f"{other.title} {other.text}".split(), MIN_SIMILARITY)
