"""The input of a lint: a library on a day, with similarity of texts and labelled cases if available."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

from domain.clause import Clause, ClauseKind
from domain.subject import Subject
from policies.library import Library


class TextSimilarity(Protocol):
    """The similarity of texts in meaning, from -1 to 1."""

    def cosines(self, texts: Sequence[str], others: Sequence[str]) -> Sequence[Sequence[float]]:
        """One row for each text, with its similarity to each of the others."""
        ...

    def pairs(self, texts: Sequence[str], min_similarity: float) -> Iterable[tuple[int, int, float]]:
        """The index pairs (lower first) of texts of at least this similarity, with their similarity."""
        ...


@dataclass(frozen=True)
class LabelCoverage:
    """What labelled cases cover: the clause ids of their labels, and the facts they provide, as `facts.name`."""

    clauses: frozenset[str]
    facts: frozenset[str]


@dataclass(frozen=True, eq=False)
class LintInput:
    """Clauses that ended before the day `on` are left out, because they can no longer be changed. `sources` is the
    Markdown of clauses by key. Rules that need `similarity` or `label_coverage` are skipped if it is None."""

    library: Library
    on: date
    sources: Mapping[str, str] = field(default_factory=dict)
    similarity: TextSimilarity | None = None
    label_coverage: LabelCoverage | None = None

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(c for c in self.library.clauses if c.effective_to is None or c.effective_to >= self.on)

    @property
    def post_clauses(self) -> tuple[Clause, ...]:
        """Examples and labelled cases are posts: no clause about an account has any."""
        return tuple(clause for clause in self.clauses if clause.subject is Subject.POST)

    def of_kind(self, *kinds: ClauseKind) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if clause.kind in kinds)

    def current_versions(self, clause_id: str) -> tuple[Clause, ...]:
        """The versions of the clause that have not ended."""
        return tuple(clause for clause in self.library.versions(clause_id) if clause in self._clause_set)

    @cached_property
    def _clause_set(self) -> frozenset[Clause]:
        return frozenset(self.clauses)


def clause_words(clause: Clause) -> str:
    """Title and text, for comparison."""
    return f"{clause.title}\n{clause.text}"


def clause_label(clause: Clause) -> str:
    return f"{clause.id} {clause.title}".strip()
