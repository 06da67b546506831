"""Evidence: what was gathered before anybody judged, each piece with an id a reason can point to."""

from enum import StrEnum

from pydantic import Field

from domain.base import FrozenModel
from domain.finding import ContentQuote
from domain.signals import SignalReading


class FoundBy(StrEnum):
    """How a clause came to be looked at."""

    CONTENT = "content"
    CHECK = "check"
    REFERENCE = "reference"
    TOOL = "tool"


class FoundClause(FrozenModel):
    """A clause in force that bears on the case; `score` is the fused retrieval score (higher is nearer)."""

    id: str
    clause_id: str
    version: str
    score: float
    found_by: FoundBy


class FoundPrecedent(FrozenModel):
    """An earlier labelled or settled case like this one; `score` is cosine similarity."""

    id: str
    precedent_id: str
    text: str
    violated: tuple[str, ...] = ()
    score: float


class InjectionKind(StrEnum):
    """By what means content tries to move whoever reviews it."""

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
    """Words of the content that address whoever reviews it; `detail` is what they come to once decoded or joined."""

    id: str
    kind: InjectionKind
    quotes: tuple[ContentQuote, ...]
    detail: str = ""


class Evidence(FrozenModel):
    clauses: tuple[FoundClause, ...] = ()
    signals: SignalReading
    precedents: tuple[FoundPrecedent, ...] = ()
    prompt_injection: tuple[InjectionAttempt, ...] = ()


class Precedent(FrozenModel):
    """A case a judge may learn from: its text, and the clauses it broke (none: it broke nothing)."""

    id: str
    text: str = Field(min_length=1)
    violated: tuple[str, ...] = ()
    scope: str | None = None
