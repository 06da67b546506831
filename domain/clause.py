"""Clauses: the smallest part of a policy that can be cited, and the unit of retrieval."""

import hashlib
import json
from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import FrozenModel
from domain.classification import Classification
from domain.ordered_enum import OrderedEnum
from domain.review import ReviewAction
from domain.subject import Subject

DIGEST_CHARS = 12


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


class Translation(FrozenModel):
    """The words of a clause in another language, for the letters to its readers. `of` is the `words_digest` of the
    clause that was translated; another one means that the clause has changed since."""

    language: str
    of: str
    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
    why: str = ""
    fix: tuple[str, ...] = ()
    appeal_evidence: tuple[str, ...] = ()


class ReasonPreset(FrozenModel):
    """A reason of a review that a reviewer can choose for a clause, in the words of the policy's owner."""

    action: ReviewAction
    text: str = Field(min_length=1)


class Clause(FrozenModel):
    """One clause of one version of a policy.

    `violating_examples` are texts to which the clause applies (they violate a rule, they meet an exception);
    `compliant_examples` are near misses. `points` is the weight of a violation on the ladder. `markets` is empty if
    the clause applies everywhere. `effective_to` is the last day in force. `check` is a CEL expression over `facts`,
    `signals` and `case`; it is true if the clause applies to the case. `subject`: clauses about accounts are never
    applied to a post. `translations`, `reason_presets` and `classification` (of statements of reasons) change no
    decision.
    """

    id: str
    policy_id: str
    version: str
    title: str
    text: str
    kind: ClauseKind
    subject: Subject = Subject.POST
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
    translations: tuple[Translation, ...] = ()
    reason_presets: tuple[ReasonPreset, ...] = ()
    classification: Classification | None = None

    @property
    def key(self) -> str:
        """Id and version, unique within a corpus: `HLT-2.1@2.0`."""
        return f"{self.id}@{self.version}"

    def targets(self, relation: Relation) -> tuple[str, ...]:
        return tuple(r.target for r in self.references if r.relation is relation)

    @property
    def words_digest(self) -> str:
        """What a translation is of: the start of the SHA-256 of the words that letters show."""
        teaching = self.teaching.texts if self.teaching else ()
        return hashlib.sha256(json.dumps([self.title, self.text, *teaching]).encode()).hexdigest()[:DIGEST_CHARS]

    def translation(self, language: str) -> Translation | None:
        """The translation of the present words; an older one would tell a creator another rule."""
        found = (one for one in self.translations if one.language == language and one.of == self.words_digest)
        return next(found, None)

    def in_language(self, language: str) -> "Clause":
        """The clause in the words of its translation. What the translation leaves out stays in the clause's own."""
        found = self.translation(language)
        if found is None:
            return self
        teaching = self.teaching and Teaching(
            why=found.why or self.teaching.why,
            fix=found.fix or self.teaching.fix,
            appeal_evidence=found.appeal_evidence or self.teaching.appeal_evidence,
        )
        return self.model_copy(update={"title": found.title, "text": found.text, "teaching": teaching})

    def in_force(self, on: date, market: str | None) -> bool:
        """Whether the clause applies on this day in this market; without a market, only clauses for all markets do."""
        started = self.effective_from is None or self.effective_from <= on
        ended = self.effective_to is not None and self.effective_to < on
        return started and not ended and (not self.markets or market in self.markets)
