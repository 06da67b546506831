"""The prompts by which a model reads an account with tools, and writes reasons from what it read."""

from collections.abc import Sequence

from domain.assessment import AccountEvidence
from domain.clause import Clause
from prompts import parts
from prompts.fence import Fence
from prompts.parts import Prompt
from prompts.untrusted import one_line, shortened

MAX_LINE_CHARS = 600


def assessment_search(rules: Sequence[Clause], fence: Fence, *, model_calls: int, tool_calls: int) -> Prompt:
    """The calls are how many of each the model may make."""
    values = {"rules": _rules(rules), "mark": fence.mark, "model_calls": model_calls, "tool_calls": tool_calls}
    return parts.prompt("assessment_search", values)


def assessment_reasons(rules: Sequence[Clause], lines: Sequence[AccountEvidence], fence: Fence) -> Prompt:
    """`lines` are those that the tools returned; captions and names in them are untrusted."""
    text = "\n".join(map(line_text, lines))
    values = {"rules": _rules(rules), "mark": fence.mark, "lines": fence.wrap("lines", text)}
    return parts.prompt("assessment_reasons", values)


def line_text(line: AccountEvidence) -> str:
    """Ids and names in it come from outside, so its length is bounded."""
    return f"[{line.id}] {line.code}: {shortened(one_line(line.text), MAX_LINE_CHARS)}"


def _rules(rules: Sequence[Clause]) -> list[dict[str, str]]:
    return [{"id": rule.id, "title": rule.title, "text": rule.text} for rule in rules]
