"""Requires human review of a pass of a case whose media were not read, or only in part. It proves no violation."""

from agent.verdict.settling import require_review
from domain.case import Case
from domain.verdict import Outcome, ReviewCode, ReviewReason, Verdict
from prompts.untrusted import one_line, shortened

MAX_REASONS = 5
MAX_REASON_CHARS = 300


def with_media_gaps(verdict: Verdict, case: Case) -> Verdict:
    """Never milder than before: what is proven stands, and what was not read is named in any case."""
    gaps = [shortened(one_line(gap), MAX_REASON_CHARS) for gap in case.media_gaps]
    if not gaps:
        return verdict
    texts = [
        *gaps[:MAX_REASONS],
        *([f"{len(gaps) - MAX_REASONS} more files were not read"] if gaps[MAX_REASONS:] else []),
    ]
    first, *others = [f"{text}." for text in texts]
    if verdict.outcome is Outcome.NO_VIOLATION:
        verdict = require_review(verdict, ReviewCode.MEDIA_UNREAD, first)
    else:
        others = [first, *others]
    reasons = tuple(ReviewReason(code=ReviewCode.MEDIA_UNREAD, text=text) for text in others)
    return verdict.model_copy(update={"review_reasons": (*verdict.review_reasons, *reasons)})
