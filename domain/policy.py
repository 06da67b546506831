"""Policy documents: one version of one policy, with its clauses in document order."""

from datetime import date

from domain.base import FrozenModel
from domain.classification import Classification
from domain.clause import Clause
from domain.ladder import Ladder
from domain.subject import Subject


class PolicyDocument(FrozenModel):
    """`effective_to` is the last day in force; `markets` is empty if the policy applies everywhere. `classification`:
    that of the rules that have none of their own."""

    id: str
    title: str
    version: str
    subject: Subject = Subject.POST
    effective_from: date | None = None
    effective_to: date | None = None
    markets: frozenset[str] = frozenset()
    classification: Classification | None = None
    clauses: tuple[Clause, ...] = ()
    ladder: Ladder | None = None
