"""Evidence: what was gathered before judging; each piece has an id that reasons cite."""

from enum import StrEnum

from pydantic import Field

from domain.assessment import COPY_OF_THIS_POST, AccountEvidence, AccountReading
from domain.base import FrozenModel
from domain.finding import ContentQuote
from domain.media_bank import BankMatch
from domain.signals import SignalReading


class FoundBy(StrEnum):
    """How a clause was retrieved; `contents`: a model named it, from the table of contents of the rules in force.
    `media`: a medium of the case is in the bank of confirmed violations."""

    CONTENT = "content"
    CHECK = "check"
    REFERENCE = "reference"
    TOOL = "tool"
    CONTENTS = "contents"
    MEDIA = "media"


class FoundClause(FrozenModel):
    """A clause in force that may apply to the case; `score` is the fused retrieval score (higher: more relevant)."""

    id: str
    clause_id: str
    version: str
    score: float
    found_by: FoundBy


class FoundPrecedent(FrozenModel):
    """An earlier labelled or reviewed case; `score` is its cosine similarity, `violated` its violated clause ids."""

    id: str
    precedent_id: str
    text: str
    violated: tuple[str, ...] = ()
    score: float


class InjectionKind(StrEnum):
    """How content tries to influence its reviewer."""

    INSTRUCTION = "instruction"
    FAKE_MESSAGE = "fake_message"
    FAKE_TOOL = "fake_tool"
    FAKE_VERDICT = "fake_verdict"
    FORGED_CLAUSE = "forged_clause"
    FAKE_APPROVAL = "fake_approval"
    ENCODED = "encoded"
    HIDDEN = "hidden"
    SPLIT = "split"
    THREAT = "threat"


class InjectionAttempt(FrozenModel):
    """Content that addresses its reviewer; `detail` is the decoded or joined text, if it was hidden."""

    id: str
    kind: InjectionKind
    quotes: tuple[ContentQuote, ...]
    detail: str = ""


class Evidence(FrozenModel):
    """All evidence of one decision. `injection_unread`: why part of the case was not searched for prompt injection.
    `language`: ISO 639-1, that of the content where the case names none; None where the words do not tell. `account`:
    what tools read of the creator's account; it decides nothing about a post. `media_matches`: media of the case that
    are in the bank of confirmed violations; they decide nothing either, and send a pass to a person."""

    clauses: tuple[FoundClause, ...] = ()
    signals: SignalReading
    precedents: tuple[FoundPrecedent, ...] = ()
    prompt_injection: tuple[InjectionAttempt, ...] = ()
    injection_unread: str | None = None
    language: str | None = None
    account: tuple[AccountReading, ...] = ()
    media_matches: tuple[BankMatch, ...] = ()

    @property
    def copy_lines(self) -> tuple[AccountEvidence, ...]:
        """The lines about the post itself: what it shows of an earlier post of another creator."""
        return tuple(line for one in self.account for line in one.lines if line.code == COPY_OF_THIS_POST)

    @property
    def may_attack(self) -> bool:
        """Whether text of the case tries to influence its reviewer, or some of it was not searched."""
        return bool(self.prompt_injection or self.injection_unread)


class Precedent(FrozenModel):
    """A labelled case that a judge may learn from; `violated` are clause ids (empty: no violation)."""

    id: str
    text: str = Field(min_length=1)
    violated: tuple[str, ...] = ()
    scope: str | None = None
