"""The prompts by which a model reads an account with tools, and writes reasons from what it read."""

from collections.abc import Sequence

from domain.assessment import AccountEvidence
from domain.clause import Clause
from prompts import parts
from prompts.fence import Fence
from prompts.parts import Prompt


def assessment_search(rules: Sequence[Clause], fence: Fence, *, model_calls: int, tool_calls: int) -> Prompt:
    """The calls are how many of each the model may make."""
    values = {"rules": _rules(rules), "mark": fence.mark, "model_calls": model_calls, "tool_calls": tool_calls}
    return parts.prompt("assessment_search", values)


def assessment_reasons(rules: Sequence[Clause], lines: Sequence[AccountEvidence], fence: Fence) -> Prompt:
    """`lines` are those that the tools returned; captions and names in them are untrusted."""
    text = "\n".join(f"[{line.id}] {line.code}: {line.text}" for line in lines)
    values = {"rules": _rules(rules), "mark": fence.mark, "lines": fence.wrap("lines", text)}
    return parts.prompt("assessment_reasons", values)


def _rules(rules: Sequence[Clause]) -> list[dict[str, str]]:
    return [{"id": rule.id, "title": rule.title, "text": rule.text} for rule in rules]
