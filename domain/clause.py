"""Clauses: the smallest part of a policy that can be cited, and the unit of retrieval."""

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
    """How serious a violation is; ordered, so that `max()` returns the most severe."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class Relation(StrEnum):
    """How a clause refers to another: the target is its exception, is read with it, or is overridden by it."""

    EXCEPT = "except"
    SEE = "see"
    OVERRIDES = "overrides"


class Proof(StrEnum):
    """What proves a violation: a quote of the content, or only the facts that the check reads."""

    WORDS = "words"
    FACTS = "facts"


class Reference(FrozenModel):
    """`target` is a clause id."""

    relation: Relation
    target: str


class Teaching(FrozenModel):
    """Guidance for creators: why the clause exists, how to fix a violation, what evidence an appeal needs."""

    why: str
    fix: tuple[str, ...]
    appeal_evidence: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.why, *self.fix, *self.appeal_evidence)


class Clause(FrozenModel):
    """One clause of one version of a policy.

    `violating_examples` are texts to which the clause applies (they violate a rule, they meet an exception);
    `compliant_examples` are near misses. `points` is the weight of a violation on the ladder. `markets` is empty if
    the clause applies everywhere. `effective_to` is the last day in force. `check` is a CEL expression over `facts`,
    `signals` and `case`; it is true if the clause applies to the case.
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
        """Id and version, unique within a corpus: `HLT-2.1@2.0`."""
        return f"{self.id}@{self.version}"

    def targets(self, relation: Relation) -> tuple[str, ...]:
        return tuple(r.target for r in self.references if r.relation is relation)

    def in_force(self, on: date, market: str | None) -> bool:
        """Whether the clause applies on this day in this market; without a market, only clauses for all markets do."""
        started = self.effective_from is None or self.effective_from <= on
        ended = self.effective_to is not None and self.effective_to < on
        return started and not ended and (not self.markets or market in self.markets)
