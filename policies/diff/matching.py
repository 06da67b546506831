"""Which clause of before is which clause of after: by id, and where ids were given anew, by their words."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from domain.clause import Clause
from policies.diff.wording import likeness

ALIKE = 0.5  # two clauses of the bundled pack that are not the same come to .34 at most
Pair = tuple[Clause, Clause]


@dataclass(frozen=True)
class Match:
    pairs: tuple[Pair, ...]
    removed: tuple[Clause, ...]
    added: tuple[Clause, ...]


def match(before: Sequence[Clause], after: Sequence[Clause]) -> Match:
    """Ids first, but for a clause whose words stand under another id now: an id that was given to another rule does
    not make the one the other."""
    old, new = list(before), list(after)
    pairs = [
        *_take(old, new, lambda clause: (clause.id, clause.markets), alike=True),
        *_take(old, new, lambda clause: clause.id, alike=True),
        *_alike(old, new),
        *_take(old, new, lambda clause: clause.id, alike=False),
    ]
    return Match(tuple(pairs), tuple(old), tuple(new))


def _take(old: list[Clause], new: list[Clause], key: Callable[[Clause], Hashable], *, alike: bool) -> list[Pair]:
    """Pairs of one key, taken out of both lists; where `alike` is asked, only those with words in common."""
    waiting: dict[Hashable, list[Clause]] = {}
    for clause in new:
        waiting.setdefault(key(clause), []).append(clause)
    pairs: list[Pair] = []
    for clause in list(old):
        there = waiting.get(key(clause), [])
        if there and (not alike or _likeness(clause, there[0]) >= ALIKE):
            pairs.append((clause, there.pop(0)))
    _drop(pairs, old, new)
    return pairs


def _alike(old: list[Clause], new: list[Clause]) -> list[Pair]:
    """The likest pairs of what is left, taken out of both lists."""
    scored = [(_likeness(one, other), one, other) for one in old for other in new]
    pairs: list[Pair] = []
    taken: set[int] = set()
    for score, one, other in sorted(scored, key=lambda row: -row[0]):
        if score >= ALIKE and not taken & {id(one), id(other)}:
            taken |= {id(one), id(other)}
            pairs.append((one, other))
    _drop(pairs, old, new)
    return pairs


def _drop(pairs: list[Pair], old: list[Clause], new: list[Clause]) -> None:
    gone = {id(clause) for pair in pairs for clause in pair}
    old[:] = [clause for clause in old if id(clause) not in gone]
    new[:] = [clause for clause in new if id(clause) not in gone]


def _likeness(one: Clause, other: Clause) -> float:
    if one.text == other.text:
        return 1.0
    return likeness(f"{one.title} {one.text}".split(), f"{other.title} {other.text}".split(), ALIKE)
