"""Draws decisions by the hash of their id: the same ones each time, and nobody can foresee which."""

import hashlib
from collections.abc import Sequence

HASH_VALUES = 2**64


def is_drawn(decision_id: str, name: str, chance: float) -> bool:
    """True for `chance` (0 to 1) of all ids. Draws of different names do not depend on each other."""
    digest = hashlib.sha256(f"{name}\n{decision_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < chance * HASH_VALUES


def is_drawn_for_a_clause(decision_id: str, name: str, chance: float, clauses: Sequence[str]) -> bool:
    """Whether it is drawn for any of its clauses, each with this chance."""
    return any(is_drawn(decision_id, f"{name}\n{clause_id}", chance) for clause_id in clauses)


def uncertainty(probability: float | None) -> float:
    """1 where the probability is one half or not known, 0 at 0 and 1, linear between."""
    return 1.0 if probability is None else 1 - abs(2 * probability - 1)
