"""A policy document: one version of one policy, with its clauses in reading order."""

from datetime import date

from domain.base import FrozenModel
from domain.clause import Clause
from domain.ladder import Ladder


class PolicyDocument(FrozenModel):
    """`effective_to` is the last day in force; `markets` is empty where the policy holds everywhere."""

    id: str
    title: str
    version: str
    effective_from: date | None = None
    effective_to: date | None = None
    markets: frozenset[str] = frozenset()
    clauses: tuple[Clause, ...] = ()
    ladder: Ladder | None = None
