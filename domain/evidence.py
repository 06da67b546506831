"""Evidence: what was gathered before anybody judged, each piece with an id a reason can point to."""

from enum import StrEnum

from pydantic import Field

from domain.signals import SignalReading
from domain.value import Value


class Via(StrEnum):
    """How a clause came to be looked at."""

    CONTENT = "content"
    CHECK = "check"
    REFERENCE = "reference"


class FoundClause(Value):
    """A clause in force that bears on the case; `score` is the fused retrieval score (higher is nearer)."""

    id: str
    clause_id: str
    version: str
    score: float
    via: Via


class FoundPrecedent(Value):
    """An earlier labelled or settled case like this one; `score` is cosine similarity."""

    id: str
    precedent_id: str
    text: str
    violated: tuple[str, ...] = ()
    score: float


class Evidence(Value):
    clauses: tuple[FoundClause, ...] = ()
    signals: SignalReading
    precedents: tuple[FoundPrecedent, ...] = ()


class Precedent(Value):
    """A case a judge may learn from: its text, and the clauses it broke (none: it broke nothing)."""

    id: str
    text: str = Field(min_length=1)
    violated: tuple[str, ...] = ()
    scope: str | None = None
