"""One side of a comparison: the policies in force on a day, or the latest version of each policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from domain.clause import Clause
from domain.policy import PolicyDocument
from policies.library import Library
from policies.validity import share_markets


@dataclass(frozen=True)
class Side:
    """`documents` hold only the clauses to compare, in their order."""

    label: str
    name: str
    markets: Mapping[str, str]
    documents: tuple[PolicyDocument, ...]

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(clause for document in self.documents for clause in document.clauses)

    @cached_property
    def document_by_clause(self) -> dict[str, PolicyDocument]:
        """The document of each clause, by the clause's key."""
        return {clause.key: document for document in self.documents for clause in document.clauses}

    @cached_property
    def policies(self) -> dict[str, PolicyDocument]:
        """The latest version of each policy, by id."""
        return {document.id: document for document in self.documents}


def side_of(library: Library, day: date | None, label: str) -> Side:
    """The clauses in force on `day` in any market; without a day, the latest version of each policy."""
    documents = (
        library.documents if day is None else tuple(_in_force_on(document, day) for document in library.documents)
    )
    selected = (d for d in documents if d.clauses and not (day is None and _superseded(d, library.documents)))
    return Side(label, library.name, library.markets, tuple(selected))


def _in_force_on(document: PolicyDocument, day: date) -> PolicyDocument:
    clauses = tuple(c for c in document.clauses if c.in_force(day, min(c.markets, default=None)))
    return document.model_copy(update={"clauses": clauses})


def _superseded(document: PolicyDocument, documents: tuple[PolicyDocument, ...]) -> bool:
    """Whether a later version of the policy applies in any of its markets; documents are sorted by date."""
    later = documents[documents.index(document) + 1 :]
    return any(other.id == document.id and share_markets(document, other) for other in later)
