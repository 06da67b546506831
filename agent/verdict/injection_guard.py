"""Requires human review for compliant content with an injection attempt, unless the local judge agrees."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from agent.judges.base import Judge, JudgeInput, JudgeOutput
from agent.verdict.settling import require_review
from domain.evidence import InjectionAttempt
from domain.verdict import Outcome, Reason, ReviewCode, Verdict
from prompts.untrusted import one_line, shortened

MAX_QUOTE_CHARS = 160
Settle = Callable[[JudgeInput, JudgeOutput], Verdict]


@dataclass(frozen=True)
class InjectionGuard:
    """`local_judge` follows no instructions. It judges the content twice: complete, and without the segments
    that contain the injection, because they dilute the rest."""

    local_judge: Judge
    settle: Settle

    def review(self, verdict: Verdict, judge_input: JudgeInput) -> Verdict:
        """The verdict with the injection attempts among its reasons. The result is never milder than `verdict`. If the
        local judge finds more than `no_violation`, human review is required."""
        attempts, unread = judge_input.evidence.prompt_injection, judge_input.evidence.injection_unread
        explained = verdict.model_copy(update={"reasons_for": (*verdict.reasons_for, *map(_reason, attempts))})
        if verdict.outcome is not Outcome.NO_VIOLATION or not (attempts or unread):
            return explained
        if unread:
            return require_review(
                explained,
                ReviewCode.PROMPT_INJECTION,
                f"Not all of the case was searched for prompt injection: {unread}.",
            )
        if self._local_judge_agrees(judge_input):
            return explained
        return require_review(explained, ReviewCode.PROMPT_INJECTION, _disagreement(attempts))

    def _local_judge_agrees(self, judge_input: JudgeInput) -> bool:
        inputs = _with_and_without_injection(replace(judge_input, models=None))
        verdicts = (self.settle(one, self.local_judge.judge(one)) for one in inputs)
        return all(verdict.outcome is Outcome.NO_VIOLATION for verdict in verdicts)


def _with_and_without_injection(judge_input: JudgeInput) -> Iterator[JudgeInput]:
    yield judge_input
    clean = [row for row in range(len(judge_input.segments)) if row not in judge_input.injection_rows]
    if 0 < len(clean) < len(judge_input.segments):
        yield judge_input.with_segments(clean)


def _disagreement(attempts: Sequence[InjectionAttempt]) -> str:
    listed = ", ".join(f"{attempt.id} {_kind(attempt)}" for attempt in attempts)
    return f"The content contains a prompt injection ({listed}), and the local judge does not find it compliant."


def _reason(attempt: InjectionAttempt) -> Reason:
    words = shortened(" … ".join(one_line(quote.text) for quote in attempt.quotes), MAX_QUOTE_CHARS)
    decoded = f", decoded “{shortened(one_line(attempt.detail), MAX_QUOTE_CHARS)}”" if attempt.detail else ""
    text = f"Injection attempt ({_kind(attempt)}), which the decision ignores: “{words}”{decoded}"
    return Reason(text=text, evidence_ids=(attempt.id,))


def _kind(attempt: InjectionAttempt) -> str:
    return attempt.kind.value.replace("_", " ")
