"""What a judge says of one clause, and what we stand by once its quotes have been checked."""

from enum import StrEnum

from pydantic import Field, JsonValue

from domain.base import FrozenModel


class FindingStatus(StrEnum):
    VIOLATED = "violated"
    SATISFIED = "satisfied"
    EXEMPTED = "exempted"
    NOT_APPLICABLE = "not_applicable"
    UNCLEAR = "unclear"


class ContentQuote(FrozenModel):
    """Words of a content item: `text == item.text[start:end]`, offsets in code points."""

    item_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str = Field(min_length=1)


class DraftQuote(FrozenModel):
    """Words a judge claims to have read in a content item, and where it thinks they start; nobody has looked yet."""

    item_id: str
    text: str
    start: int | None = None


class FactCitation(FrozenModel):
    """A fact or signal that a clause's check read, and the value it had."""

    name: str
    value: JsonValue


class DraftFinding(FrozenModel):
    """A judge's word on one clause. `probability` is of the clause catching the case: a rule broken (exceptions not
    yet weighed), an exception met. `counterpoint` is the best that speaks the other way. A clause that cannot be told
    without `missing_evidence` is `unclear` whatever its probability. For an exception `exempted` means that it applies.
    """

    clause_id: str
    status: FindingStatus
    probability: float = Field(ge=0, le=1)
    rationale: str
    counterpoint: str = ""
    judge: str
    content_quotes: tuple[DraftQuote, ...] = ()
    clause_quote: str | None = None
    facts: tuple[FactCitation, ...] = ()
    missing_evidence: tuple[str, ...] = ()
    evidence_ids: tuple[str, ...] = ()


class Finding(FrozenModel):
    """One rule's bearing on the case, every quote borne out word for word. `probability` is of the rule being broken
    with its exceptions weighed; `confidence` is in `status`; `exception_id` is the exception that was weighed most."""

    clause_id: str
    status: FindingStatus
    confidence: float = Field(ge=0, le=1)
    probability: float = Field(ge=0, le=1)
    rationale: str
    counterpoint: str = ""
    judge: str
    content_quotes: tuple[ContentQuote, ...] = ()
    clause_quote: str | None = None
    facts: tuple[FactCitation, ...] = ()
    exception_id: str | None = None
    missing_evidence: tuple[str, ...] = ()
    evidence_ids: tuple[str, ...] = ()
