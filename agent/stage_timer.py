"""The stages of a decision: the wall time of each, and a span for each where a trace is recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from domain.decision import Decision
from tracing.spans import Attributes, span

DECISION_ID = "clausewise.decision.id"
JUDGE = "clausewise.judge"
AS_OF = "clausewise.as_of"
POLICY_FINGERPRINT = "clausewise.policy.fingerprint"
OUTCOME = "clausewise.outcome"
CLAUSES_JUDGED = "clausewise.clauses.judged"
CLAUSES_VIOLATED = "clausewise.clauses.violated"
REVIEW_REASONS = "clausewise.review.reasons"
TOOL_CALLS = "clausewise.tool_calls"
DEGRADED = "clausewise.degraded"
CACHED_ANSWERS = "clausewise.cached_answers"


class StageTimer:
    """Wall time of each stage, in milliseconds."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = perf_counter()
        with span(name):
            yield
        self.milliseconds[name] = round((perf_counter() - start) * 1000, 3)


def decision_attributes(decision: Decision) -> Attributes:
    """What a span tells about a decision: codes and counts. Never the case, its creator, a quote or a sentence."""
    verdict, trace = decision.verdict, decision.trace
    return {
        OUTCOME: verdict.outcome.value,
        CLAUSES_JUDGED: len(verdict.findings),
        CLAUSES_VIOLATED: len(verdict.violated),
        REVIEW_REASONS: tuple(sorted({reason.code.value for reason in verdict.review_reasons})),
        TOOL_CALLS: len(trace.tool_calls),
        DEGRADED: len(trace.degraded),
        CACHED_ANSWERS: trace.usage.cached_answers,
    }
