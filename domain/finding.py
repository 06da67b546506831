"""Findings per clause: the draft of a judge, and the final one after its quotes were verified."""

from enum import StrEnum

from pydantic import Field, JsonValue, ValidationInfo, field_validator

from domain.base import FrozenModel, is_empty, is_none
from domain.media import Box, MediaRegion


class FindingStatus(StrEnum):
    """The result for one clause; for an exception, `exempted` means that it applies."""

    VIOLATED = "violated"
    SATISFIED = "satisfied"
    EXEMPTED = "exempted"
    NOT_APPLICABLE = "not_applicable"
    UNCLEAR = "unclear"


class ContentQuote(FrozenModel):
    """A verified quote: `text == item.text[start:end]`, offsets in code points. `region`: where it stands in a medium,
    if it was read there."""

    item_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str = Field(min_length=1)
    region: MediaRegion | None = Field(default=None, exclude_if=is_none)


class DraftQuote(FrozenModel):
    """An unverified quote: the text and start offset that a judge claims."""

    item_id: str
    text: str
    start: int | None = None


class FactCitation(FrozenModel):
    """A fact or signal that a clause check read, such as `facts.price`, and its value."""

    name: str
    value: JsonValue


class PictureCitation(FrozenModel):
    """What a model says that it sees in a picture of the case, and where: `box` lies in the picture, `at_ms` is the
    time of a frame. Unlike a quote, `seen` cannot be checked word for word."""

    media_id: str
    box: Box
    at_ms: int | None = Field(default=None, ge=0)
    seen: str = Field(min_length=1)


class DraftFinding(FrozenModel):
    """A judge's finding on one clause, before verification.

    `probability` (0 to 1): that the rule is violated, exceptions not considered; for an exception, that it applies.
    `counterpoint`: the best argument for the opposite. `would_change`: what would change the finding, empty where no
    model said it. With `missing_evidence` the clause is `unclear` at any probability. `precision` (0 to 1): how often
    it was right, where it was measured, to call a clause violated that the judge read like this one; None: not
    measured.
    """

    clause_id: str
    status: FindingStatus
    probability: float = Field(ge=0, le=1)
    precision: float | None = Field(default=None, ge=0, le=1)
    rationale: str
    counterpoint: str = ""
    would_change: str = ""
    judge: str
    content_quotes: tuple[DraftQuote, ...] = ()
    pictures: tuple[PictureCitation, ...] = ()
    clause_quote: str | None = None
    facts: tuple[FactCitation, ...] = ()
    missing_evidence: tuple[str, ...] = ()
    evidence_ids: tuple[str, ...] = ()


class Finding(FrozenModel):
    """The final finding on one rule; every quote is verified.

    `probability` (0 to 1): that the rule is violated, exceptions considered. `confidence` (0 to 1): in `status`;
    null for unclear. `precision`: that of the draft finding. `pictures`: what a model sees in pictures of the case.
    `exception_id`: the exception with the most influence. `finding_id`: the same whenever the same case is decided by
    the same policies; null in decisions of older versions.
    """

    clause_id: str
    status: FindingStatus
    confidence: float | None = Field(ge=0, le=1)
    probability: float = Field(ge=0, le=1)
    precision: float | None = Field(default=None, ge=0, le=1)
    rationale: str
    counterpoint: str = ""
    would_change: str = ""
    judge: str
    content_quotes: tuple[ContentQuote, ...] = ()
    pictures: tuple[PictureCitation, ...] = Field(default=(), exclude_if=is_empty)
    clause_quote: str | None = None
    facts: tuple[FactCitation, ...] = ()
    exception_id: str | None = None
    missing_evidence: tuple[str, ...] = ()
    evidence_ids: tuple[str, ...] = ()
    finding_id: str | None = None

    @field_validator("confidence")
    @classmethod
    def _no_confidence_if_unclear(cls, confidence: float | None, info: ValidationInfo) -> float | None:
        """Decisions of older versions have a number there."""
        return None if info.data.get("status") is FindingStatus.UNCLEAR else confidence


class SimilarExample(FrozenModel):
    """`similarity` is the cosine similarity."""

    text: str
    similarity: float


class ShortlistedClause(FrozenModel):
    """A rule that the content may violate, and what speaks for it, for the person who decides.

    `probability` of a violation; null where nothing was learned. `quote`: the part of the content that indicates the
    rule most. `similarity` (cosine) of this part to the rule's text. `shared_words`: words of this part that the rule
    or its nearest violating example has too. The examples are the nearest ones; null where there are none.
    """

    clause_id: str
    title: str
    probability: float | None = Field(ge=0, le=1)
    similarity: float
    quote: ContentQuote
    shared_words: tuple[str, ...] = ()
    violating_example: SimilarExample | None = None
    compliant_example: SimilarExample | None = None
