"""The verdict: one outcome, the findings under it, and the reasons a moderator weighs."""

from enum import StrEnum

from pydantic import Field

from domain.base import FrozenModel
from domain.finding import Finding


class Outcome(StrEnum):
    VIOLATION = "violation"
    NO_VIOLATION = "no_violation"
    NEEDS_REVIEW = "needs_review"


class Reason(FrozenModel):
    """A sentence, and the ids of the evidence it rests on."""

    text: str
    evidence_ids: tuple[str, ...] = ()


class ReviewCode(StrEnum):
    """Why a person must look."""

    LOW_MARGIN = "low_margin"
    EXCEPTION_UNCERTAIN = "exception_uncertain"
    NO_VERIFIED_QUOTE = "no_verified_quote"
    MISSING_FACT = "missing_fact"
    CHECK_FAILED = "check_failed"
    LANGUAGE_UNKNOWN = "language_unknown"
    CLASSIFIER_NOT_TRAINED = "classifier_not_trained"
    NO_TEXT = "no_text"
    PROMPT_INJECTION = "prompt_injection"
    MODEL_FAILED = "model_failed"


class ReviewReason(FrozenModel):
    code: ReviewCode
    text: str


class Verdict(FrozenModel):
    """`probability` is of anything being broken, `turn` the probability from which a violation is the better call.
    `confidence` is in `outcome`; for needs_review, how near the two others are: 1 - |2 * probability - 1|."""

    outcome: Outcome
    probability: float = Field(ge=0, le=1)
    threshold: float = Field(default=0.5, ge=0, le=1)
    confidence: float = Field(ge=0, le=1)
    summary: str
    findings: tuple[Finding, ...] = ()
    reasons_for: tuple[Reason, ...] = ()
    reasons_against: tuple[Reason, ...] = ()
    would_change: tuple[Reason, ...] = ()
    review_reasons: tuple[ReviewReason, ...] = ()
