"""The verdict: the outcome, its findings, and the reasons for and against it."""

import hashlib
import json
from enum import StrEnum

from pydantic import Field, ValidationInfo, field_validator

from domain.base import FrozenModel
from domain.finding import Finding, FindingStatus, ShortlistedClause

FINDING_ID_DIGITS = 24


class Outcome(StrEnum):
    """The result for the whole case."""

    VIOLATION = "violation"
    NO_VIOLATION = "no_violation"
    NEEDS_REVIEW = "needs_review"


class Reason(FrozenModel):
    """A sentence, and the ids of the evidence that supports it."""

    text: str
    evidence_ids: tuple[str, ...] = ()


class ReviewCode(StrEnum):
    """Why human review is required."""

    LOW_MARGIN = "low_margin"
    UNCERTAIN = "uncertain"
    EXCEPTION_UNCERTAIN = "exception_uncertain"
    NO_VERIFIED_QUOTE = "no_verified_quote"
    MISSING_FACT = "missing_fact"
    CHECK_FAILED = "check_failed"
    LANGUAGE_UNKNOWN = "language_unknown"
    CLASSIFIER_NOT_TRAINED = "classifier_not_trained"
    NO_TEXT = "no_text"
    TOO_SHORT = "too_short"
    DISGUISED_LETTERS = "disguised_letters"
    PROMPT_INJECTION = "prompt_injection"
    PASS_UNCONFIRMED = "pass_unconfirmed"
    MODEL_FAILED = "model_failed"
    MODEL_REFUSED = "model_refused"
    MEDIA_IN_BANK = "media_in_bank"
    MEDIA_UNREAD = "media_unread"
    PICTURE_CITED = "picture_cited"


class ReviewReason(FrozenModel):
    """A code for programs, a sentence for people."""

    code: ReviewCode
    text: str


def confidence_in(outcome: Outcome, probability: float | None) -> float | None:
    """How probable the outcome is, if any rule is violated with this probability. None for needs_review, which leaves
    the outcome open."""
    if outcome is Outcome.NEEDS_REVIEW or probability is None:
        return None
    return probability if outcome is Outcome.VIOLATION else 1 - probability


class Verdict(FrozenModel):
    """`probability` (0 to 1): that any rule is violated; null where none was judged. `threshold`: the probability from
    which the outcome is `violation`. `confidence` (0 to 1): in `outcome`; null for needs_review. `would_change`: what
    would change this decision. `shortlist`: for needs_review, the rules that the embedded judge holds for the
    likeliest, best first."""

    outcome: Outcome
    probability: float | None = Field(ge=0, le=1)
    threshold: float = Field(default=0.5, ge=0, le=1)
    confidence: float | None = Field(ge=0, le=1)
    summary: str
    findings: tuple[Finding, ...] = ()
    reasons_for: tuple[Reason, ...] = ()
    reasons_against: tuple[Reason, ...] = ()
    would_change: tuple[Reason, ...] = ()
    review_reasons: tuple[ReviewReason, ...] = ()
    shortlist: tuple[ShortlistedClause, ...] = ()

    @field_validator("confidence")
    @classmethod
    def _no_confidence_in_review(cls, confidence: float | None, info: ValidationInfo) -> float | None:
        """Decisions of older versions have a number there."""
        return None if info.data.get("outcome") is Outcome.NEEDS_REVIEW else confidence

    @property
    def violated(self) -> tuple[str, ...]:
        """The ids of the violated clauses, in the order of the findings."""
        return tuple(f.clause_id for f in self.findings if f.status is FindingStatus.VIOLATED)

    @property
    def candidates(self) -> tuple[str, ...]:
        """For needs_review, the ids of the clauses that may be violated: those of the shortlist, then those that are
        unclear."""
        if self.outcome is not Outcome.NEEDS_REVIEW:
            return ()
        unclear = (f.clause_id for f in self.findings if f.status is FindingStatus.UNCLEAR)
        return tuple(dict.fromkeys((*(one.clause_id for one in self.shortlist), *unclear)))


def with_finding_ids(verdict: Verdict, case_id: str, policy_fingerprint: str) -> Verdict:
    """The id of a finding is a digest of case, policies and clause: a verdict has at most one finding on a clause."""
    findings = tuple(
        finding.model_copy(update={"finding_id": _finding_id(case_id, policy_fingerprint, finding.clause_id)})
        for finding in verdict.findings
    )
    return verdict.model_copy(update={"findings": findings})


def _finding_id(*parts: str) -> str:
    return f"fnd_{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:FINDING_ID_DIGITS]}"
