"""The prompt of the investigator, which looks up evidence before a case is judged."""

from collections.abc import Sequence

from domain.clause import Clause
from domain.signals import SignalReading
from prompts import parts
from prompts.judging import PromptContext
from prompts.parts import Prompt


def investigation(
    judged: Sequence[Clause], context: PromptContext, reading: SignalReading, queries: Sequence[str]
) -> Prompt:
    """`judged` are the rules and exceptions found so far, the likeliest first. `queries` are fenced, because a model
    may have written them."""
    fence = context.fence
    values = parts.policy_clauses(judged, context.known, context.in_force)
    values |= parts.precedents(context.precedents, fence)
    values |= parts.creator(reading, fence)
    values |= parts.post(context.case, context.as_of, fence)
    return parts.prompt("investigation", values | {"queries": [fence.wrap("query", query) for query in queries]})
