"""The trace of a decision: who judged it, by which policies, at what cost, and what did not work."""

from agent.investigation.rejudging import JudgingResult
from agent.judges.base import Judge
from agent.messages.writer import WrittenLesson
from agent.stage_timer import StageTimer
from agent.verdict.pass_guard import Confirmation
from domain.decision import Degradation, RejectedQuote, Trace
from domain.evidence import Evidence
from domain.signals import SignalCondition
from domain.usage import Usage
from policies.checks.case_facts import fact_warnings
from policies.library import Library


def build_trace(
    judge: Judge,
    library: Library,
    judging: JudgingResult,
    confirmation: Confirmation,
    lesson: WrittenLesson,
    rejected_quotes: tuple[RejectedQuote, ...],
    timer: StageTimer,
    media_warnings: tuple[str, ...] = (),
) -> Trace:
    judge_input, output = judging.judge_input, judging.output
    return Trace(
        judge=judge.name,
        model=judge.model,
        policy_fingerprint=library.fingerprint,
        as_of=judge_input.as_of,
        judge_contributions=(*output.judge_contributions, *confirmation.contributions),
        tool_calls=judging.tool_calls,
        prompts={**output.prompts, **lesson.prompts},
        writer=lesson.writer,
        usage=judge_input.models.usage() if judge_input.models else Usage(cost=0.0),
        timings_ms=timer.milliseconds,
        degraded=(
            *_degraded_signals(judge_input.evidence),
            *output.degraded,
            *confirmation.degraded,
            *lesson.degraded,
        ),
        rejected_quotes=rejected_quotes,
        warnings=(*fact_warnings(judge_input.case.facts, library), *media_warnings),
    )


def _degraded_signals(evidence: Evidence) -> tuple[Degradation, ...]:
    reading = evidence.signals
    if reading.condition in (SignalCondition.KNOWN, SignalCondition.NO_CREATOR):
        return ()
    return (Degradation(component="signals", reason=f"{reading.condition}: {reading.detail}"),)
