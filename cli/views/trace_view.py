"""The last lines of a decision's view: who settled what, what was asked of models, and what did not work."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from domain.decision import Decision, Trace
from domain.usage import Usage


def footer(decision: Decision) -> RenderableType:
    trace = decision.trace
    total = sum(trace.timings_ms.values())
    judge, corpus = f"judge {trace.judge} ({trace.model})", f"corpus {trace.policy_fingerprint[:12]}"
    lines = [f"{decision.decision_id} · {judge} · {corpus} · {total:.0f} ms", *_models(trace)]
    degraded = (f"degraded: {d.component}: {d.reason}" for d in trace.degraded)
    return Group(*(Text(line, style="dim") for line in lines), *(Text(line, style="yellow") for line in degraded))


def _models(trace: Trace) -> Iterator[str]:
    """Nothing where no model was asked and one judge settled all."""
    if trace.judge_contributions:
        parts = (
            f"{share.judge} {len(share.clauses_settled)} of {len(share.clauses_read)}"
            for share in trace.judge_contributions
        )
        yield f"settled by {', '.join(parts)} clauses"
    if trace.usage.calls:
        yield f"{_spent(trace.usage)} · reasons by {trace.writer}"
    for call in trace.tool_calls:
        arguments = ", ".join(f"{name}={value}" for name, value in call.arguments.items())
        yield f"{call.name}({arguments}): {call.error or ', '.join(call.evidence_ids) or 'nothing'}"


def _spent(usage: Usage) -> str:
    calls = "1 model call" if usage.calls == 1 else f"{usage.calls} model calls"
    tokens = f"{usage.input_tokens:,} tokens in ({usage.cached_tokens:,} cached), {usage.output_tokens:,} out"
    cost = "" if usage.cost is None else f" · {usage.cost:.4f} {usage.currency}"
    return f"{calls} · {tokens}{cost}"
