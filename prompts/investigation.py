"""The prompts of the investigator, which looks up evidence: what was asked for, or what the model itself chooses."""

from collections.abc import Sequence

from domain.signals import SignalReading
from prompts import parts, policy_parts
from prompts.judging import PromptContext
from prompts.parts import Prompt
from prompts.policy_parts import AskedClauses


def investigation(
    found: AskedClauses, context: PromptContext, reading: SignalReading, queries: Sequence[str]
) -> Prompt:
    """`found` are the rules found so far, the likeliest first. `queries` are fenced, because a model may have written
    them."""
    fence = context.fence
    values = {
        "policies": context.policies,
        **policy_parts.definitions(context.in_force, found),
        **policy_parts.asked_rules(found, context.in_force),
        **parts.precedents(context.precedents, fence),
        **parts.creator(reading, fence),
        **parts.post(context.case, context.as_of, fence),
        "queries": [fence.wrap("query", query) for query in queries],
    }
    return parts.prompt("investigation", values)


def agent_search(
    context: PromptContext, judged: Sequence[str], doubted: Sequence[str], *, model_calls: int, tool_calls: int
) -> Prompt:
    """`judged` are the ids of the rules that are judged in any case, the likeliest first. `doubted` are those of severe
    rules that a first reading did not clear. The calls are how many of each the model may make."""
    values = {
        "policies": context.policies,
        "contents": policy_parts.contents(context.in_force, context.nearest_rules),
        **parts.post(context.case, context.as_of, context.fence, context.decoded),
        "judged": [*judged],
        "doubted": [*doubted],
        "model_calls": model_calls,
        "tool_calls": tool_calls,
    }
    return parts.prompt("agent", values)
