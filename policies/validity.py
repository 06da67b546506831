"""Compares when and where clauses or policies are in force."""

from datetime import date

from domain.clause import Clause
from domain.policy import PolicyDocument

ClauseOrPolicy = Clause | PolicyDocument


def in_force_together(one: ClauseOrPolicy, other: ClauseOrPolicy) -> bool:
    """Whether both are in force on the same day in the same market."""
    begin = max(one.effective_from or date.min, other.effective_from or date.min)
    end = min(one.effective_to or date.max, other.effective_to or date.max)
    return begin <= end and share_markets(one, other)


def share_markets(one: ClauseOrPolicy, other: ClauseOrPolicy) -> bool:
    """Whether both apply in the same market; without markets, one applies everywhere."""
    return not one.markets or not other.markets or bool(one.markets & other.markets)
