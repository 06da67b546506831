"""Holds back a pass on content that tries to move its reviewer, unless the embedded judge comes to the same."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from agent.judges.base import CaseSegment, Judge, JudgeInput, JudgeOutput
from domain.evidence import InjectionAttempt
from domain.verdict import Outcome, Reason, ReviewCode, ReviewReason, Verdict
from prompts.untrusted import one_line, shortened

SHORT = 160
Settle = Callable[[JudgeInput, JudgeOutput], Verdict]


@dataclass(frozen=True)
class Guard:
    """`local` is the judge that no words can address. It reads the content twice: whole, and without the passages that
    address the reviewer, which would otherwise dilute what is left."""

    local: Judge
    settle: Settle

    def hold(self, verdict: Verdict, brief: JudgeInput) -> Verdict:
        """The verdict, with what was found among its reasons; never one that is milder. A pass that the embedded judge
        does not come to itself is left to a person."""
        found = brief.evidence.prompt_injection
        if not found:
            return verdict
        told = verdict.model_copy(update={"reasons_for": (*verdict.reasons_for, *map(_reason, found))})
        if verdict.outcome is not Outcome.NO_VIOLATION or self._agrees(brief):
            return told
        return _held(told, found)

    def _agrees(self, brief: JudgeInput) -> bool:
        readings = (self.settle(one, self.local.judge(one)) for one in _readings(replace(brief, models=None)))
        return all(verdict.outcome is Outcome.NO_VIOLATION for verdict in readings)


def _readings(brief: JudgeInput) -> Iterator[JudgeInput]:
    yield brief
    kept = [n for n, segment in enumerate(brief.segments) if not _addressed(segment, brief.evidence.prompt_injection)]
    if 0 < len(kept) < len(brief.segments):
        yield brief.with_segments(kept)


def _addressed(segment: CaseSegment, found: Sequence[InjectionAttempt]) -> bool:
    quotes = (quote for manipulation in found for quote in manipulation.quotes)
    return any(q.item_id == segment.item_id and q.start < segment.end and segment.start < q.end for q in quotes)


def _held(verdict: Verdict, found: Sequence[InjectionAttempt]) -> Verdict:
    text = (
        f"The content addresses whoever reviews it ({', '.join(_named(one) for one in found)}), and the embedded judge "
        "does not come to a pass by itself."
    )
    review = ReviewReason(code=ReviewCode.PROMPT_INJECTION, text=text)
    return verdict.model_copy(
        update={
            "outcome": Outcome.NEEDS_REVIEW,
            "confidence": 1 - abs(2 * verdict.probability - 1),
            "summary": f"A person must look: {text}",
            "review_reasons": (*verdict.review_reasons, review),
        }
    )


def _named(one: InjectionAttempt) -> str:
    return f"{one.id} {one.kind.value.replace('_', ' ')}"


def _reason(one: InjectionAttempt) -> Reason:
    words = " … ".join(one_line(quote.text) for quote in one.quotes)
    meant = f", which comes to “{shortened(one_line(one.detail), SHORT)}”" if one.detail else ""
    kind = one.kind.value.replace("_", " ")
    text = f"Addresses the reviewer ({kind}), which binds nobody: “{shortened(words, SHORT)}”{meant}"
    return Reason(text=text, evidence_ids=(one.id,))
