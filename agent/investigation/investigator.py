"""Has a model look up evidence with tools: what a judge asked for, or what the model itself chooses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.assessment.tools import AccountToolbox
from agent.evidence.gathering import EvidenceGatherer
from agent.investigation.evidence_collector import EvidenceCollector
from agent.investigation.tool_loop import LoopLimits, run_tools
from agent.investigation.tools import Toolbox
from agent.judges.base import JudgeInput
from agent.judges.model.asked_rules import nearest_rules, rules_to_ask, shown_clauses
from agent.judges.model.prompt_input import prompt_context
from domain.decision import Degradation, ToolCall
from prompts.investigation import agent_search, investigation
from prompts.parts import Prompt

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

QUERY_LIMITS = LoopLimits(model_calls=4, tool_calls=8)
AGENT_LIMITS = LoopLimits(model_calls=6, tool_calls=16)
MAX_SEARCHED_RULES = 6
"""The rules that a model's own searches add, so that they do not push those nearest to the post out of the question."""


@dataclass(frozen=True)
class Investigation:
    """`judge_input` holds the evidence that was found; the rest is for the trace."""

    judge_input: JudgeInput
    tool_calls: tuple[ToolCall, ...] = ()
    degraded: tuple[Degradation, ...] = ()
    prompts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Investigator:
    gatherer: EvidenceGatherer

    def investigate(self, judge_input: JudgeInput, queries: Sequence[str]) -> Investigation:
        """Has the model answer the queries with tools. What was found before a failure remains."""
        rules = rules_to_ask(judge_input)
        context = prompt_context(judge_input, rules)
        prompt = investigation(shown_clauses(rules, judge_input), context, judge_input.evidence.signals, queries)
        collector = EvidenceCollector(judge_input)
        tools = Toolbox(judge_input, self.gatherer, collector, context.fence).tools()
        return _run(judge_input, prompt, tools, collector, QUERY_LIMITS)

    def explore(self, judge_input: JudgeInput, doubted: Sequence[str] = ()) -> Investigation:
        """Has the model choose what it reads before the case is judged. `doubted` are ids of severe rules that a first
        reading did not clear."""
        context = prompt_context(judge_input)
        max_rules = judge_input.require_models().options.max_rules
        judged = [rule.clause.id for rule in nearest_rules(rules_to_ask(judge_input), judge_input, max_rules)]
        prompt = agent_search(
            context, judged, doubted, model_calls=AGENT_LIMITS.model_calls, tool_calls=AGENT_LIMITS.tool_calls
        )
        collector = EvidenceCollector(judge_input, MAX_SEARCHED_RULES)
        toolbox = Toolbox(judge_input, self.gatherer, collector, context.fence)
        with self.gatherer.accounts.open(judge_input.case, judge_input.as_of) as account:
            account_tools = AccountToolbox(account, context.fence, on_read=collector.add_readings)
            tools = [*toolbox.tools(), *account_tools.tools_without_links()]
            return _run(judge_input, prompt, tools, collector, AGENT_LIMITS)


def _run(
    judge_input: JudgeInput,
    prompt: Prompt,
    tools: "Sequence[BaseTool]",
    collector: EvidenceCollector,
    limits: LoopLimits,
) -> Investigation:
    result = run_tools(judge_input.require_models(), prompt, tools, limits)
    degraded = (Degradation(component="tools", reason=result.problem),) if result.problem else ()
    return Investigation(collector.judge_input(), result.calls, degraded, prompt.fingerprints)
