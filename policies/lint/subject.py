"""The subject of a lint: a library on a day, with what else there is to hold it against."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

from domain.clause import Clause, ClauseKind
from policies.library import Library


class Nearness(Protocol):
    """How near texts are to each other in meaning."""

    def cosines(self, texts: Sequence[str], others: Sequence[str]) -> Sequence[Sequence[float]]:
        """A row a text, in it the similarity to each of the others, 1 for the same."""
        ...

    def pairs(self, texts: Sequence[str], least: float) -> Iterable[tuple[int, int, float]]:
        """Each two that are at least so similar, the lower place first, with their similarity."""
        ...


@dataclass(frozen=True)
class Labels:
    """What a set of labelled cases touches: the ids of clauses that its gold names, and the facts, as `facts.name`,
    that its cases give."""

    clauses: frozenset[str]
    facts: frozenset[str]


@dataclass(frozen=True, eq=False)
class Subject:
    """Clauses that ended before the day `on` are left out: nobody can reword them. `sources` holds clauses as they
    were typed, by key. What needs `nearness` or `labels` is not looked for where there are none."""

    library: Library
    on: date
    sources: Mapping[str, str] = field(default_factory=dict)
    nearness: Nearness | None = None
    labels: Labels | None = None

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(c for c in self.library.clauses if c.effective_to is None or c.effective_to >= self.on)

    def of_kind(self, *kinds: ClauseKind) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if clause.kind in kinds)

    def living(self, clause_id: str) -> tuple[Clause, ...]:
        """The clause's versions that have not ended."""
        return tuple(clause for clause in self.library.versions(clause_id) if clause in self._living)

    @cached_property
    def _living(self) -> frozenset[Clause]:
        return frozenset(self.clauses)


def words_of(clause: Clause) -> str:
    """What a clause says, as one text to be compared."""
    return f"{clause.title}\n{clause.text}"


def named(clause: Clause) -> str:
    return f"{clause.id} {clause.title}".strip()
