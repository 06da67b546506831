"""A clause: the smallest part of a policy that can be cited, and the unit of retrieval."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import FrozenModel
from domain.ordered_enum import OrderedEnum


class ClauseKind(StrEnum):
    RULE = "rule"
    EXCEPTION = "exception"
    DEFINITION = "definition"
    PROCEDURE = "procedure"
    CONSEQUENCE = "consequence"


class Severity(OrderedEnum):
    """Ordered, so that `max()` finds the gravest."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class Relation(StrEnum):
    """How a clause points to another: it is excepted by it, is read with it, or prevails over it."""

    EXCEPT = "except"
    SEE = "see"
    OVERRIDES = "overrides"


class Proof(StrEnum):
    """What it takes to prove a breach: the content's words, or only the facts that the check reads."""

    WORDS = "words"
    FACTS = "facts"


class Reference(FrozenModel):
    relation: Relation
    target: str


class Teaching(FrozenModel):
    """What a creator learns from a clause: why it exists, how to fix a breach, what an appeal must show."""

    why: str
    fix: tuple[str, ...]
    appeal_evidence: tuple[str, ...]


class Clause(FrozenModel):
    """One clause of one version of a policy.

    `positives` are texts the clause catches (they break a rule, they meet an exception); `negatives` are near
    misses. `markets` is empty where the clause holds everywhere. `effective_to` is the last day in force.
    `check` is a CEL expression over `facts`, `signals` and `case` that is true where the clause catches the case.
    """

    id: str
    policy_id: str
    version: str
    title: str
    text: str
    kind: ClauseKind
    severity: Severity = Severity.MEDIUM
    points: int = Field(default=0, ge=0)
    markets: frozenset[str] = frozenset()
    effective_from: date | None = None
    effective_to: date | None = None
    scope: str | None = None
    references: tuple[Reference, ...] = ()
    violating_examples: tuple[str, ...] = ()
    compliant_examples: tuple[str, ...] = ()
    check: str | None = None
    proof: Proof = Proof.WORDS
    teaching: Teaching | None = None

    @property
    def key(self) -> str:
        """The id made unique among versions that live side by side: `HLT-2.1@2.0`."""
        return f"{self.id}@{self.version}"

    def targets(self, relation: Relation) -> tuple[str, ...]:
        return tuple(r.target for r in self.references if r.relation is relation)

    def in_force(self, on: date, market: str | None) -> bool:
        """Whether the clause binds on this day in this market; with no market, only what binds everywhere does."""
        begun = self.effective_from is None or self.effective_from <= on
        ended = self.effective_to is not None and self.effective_to < on
        return begun and not ended and (not self.markets or market in self.markets)
