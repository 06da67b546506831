"""What a model is asked to look up before a case is judged."""

from collections.abc import Sequence

from domain.clause import Clause
from domain.signals import SignalReading
from prompts import parts
from prompts.judging import PromptContext
from prompts.parts import Prompt


def inquiry(found: Sequence[Clause], bench: PromptContext, reading: SignalReading, wanted: Sequence[str]) -> Prompt:
    """`found` are the rules and exceptions before the judge, the likeliest first; `wanted` may be a model's own words,
    so each stands behind the fence."""
    fence = bench.fence
    values = parts.law(found, bench.known, bench.in_force)
    values |= parts.precedents(bench.precedents, fence)
    values |= parts.creator(reading, fence)
    values |= parts.post(bench.case, bench.on, fence)
    return parts.prompt("inquiry", values | {"wanted": [fence.around("wanted", line) for line in wanted]})
