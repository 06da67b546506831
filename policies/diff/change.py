"""The values of a comparison: what changed in a clause, in a policy and in the corpus."""

from collections import Counter
from enum import StrEnum

from pydantic import computed_field

from domain.base import FrozenModel


class Sort(StrEnum):
    """The sorts of change, in the order they are told. `stricter` and `milder` are of severity and points."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    REWORDED = "reworded"
    STRICTER = "stricter"
    MILDER = "milder"
    KIND = "kind"
    MARKETS = "markets"
    SCOPE = "scope"
    PERIOD = "period"
    REFERENCES = "references"
    CHECK = "check"
    TEACHING = "teaching"
    EXAMPLES = "examples"
    LADDER = "ladder"
    VERSION = "version"


class Op(StrEnum):
    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Span(FrozenModel):
    """Words that stand together, joined by blanks."""

    op: Op
    text: str


class Rewording(FrozenModel):
    """The kept and the removed spans are the words of before, the kept and the added ones those of after."""

    sort: Sort
    part: str
    spans: tuple[Span, ...]


class Shift(FrozenModel):
    """One value in place of another; None where there was or is none."""

    sort: Sort
    part: str
    before: str | None
    after: str | None


class Lines(FrozenModel):
    """Lines of a list that went, and those that came."""

    sort: Sort
    part: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


Part = Rewording | Shift | Lines


class ClauseChange(FrozenModel):
    """`was` is the id it had before, where it had another. An added clause is told by the parts it brings, a removed
    one by those it takes away."""

    id: str
    title: str
    was: str | None = None
    sort: Sort | None = None
    parts: tuple[Part, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def sorts(self) -> tuple[Sort, ...]:
        """Each sort of change once; of what is new or gone, only that."""
        found = {self.sort} if self.sort else {part.sort for part in self.parts}
        return tuple(sort for sort in Sort if sort in found)


class PolicyChange(FrozenModel):
    """`sort` is there where the policy as a whole came or went; `parts` are of its head and its ladder."""

    id: str
    title: str
    sort: Sort | None = None
    parts: tuple[Part, ...] = ()
    clauses: tuple[ClauseChange, ...] = ()


class Changes(FrozenModel):
    """`before` and `after` name the two sides; `parts` are of the corpus itself. What did not change is not there."""

    before: str
    after: str
    parts: tuple[Part, ...] = ()
    policies: tuple[PolicyChange, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def counts(self) -> dict[Sort, int]:
        """How many clauses changed in each way."""
        counted = Counter(sort for clause in self.clauses for sort in clause.sorts)
        return {sort: counted[sort] for sort in Sort if counted[sort]}

    @property
    def clauses(self) -> tuple[ClauseChange, ...]:
        return tuple(clause for policy in self.policies for clause in policy.clauses)

    def __bool__(self) -> bool:
        return bool(self.parts or self.policies)
