"""The loop in which a model looks things up with tools; its only result is evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agent.evidence.gathering import EvidenceGatherer
from agent.investigation.evidence_collector import Finds
from agent.investigation.tool_log import Logbook
from agent.investigation.tools import Toolbox
from agent.judges.base import JudgeInput
from agent.judges.llm_input import bench, put
from domain.decision import Degradation, ToolCall
from domain.errors import OperationError
from llm.errors import LlmError
from prompts.inquiry import inquiry
from prompts.parts import Prompt

if TYPE_CHECKING:
    from langchain.agents.middleware import AgentMiddleware
    from langchain_core.tools import BaseTool

MOST_TURNS = 4
MOST_CALLS = 8
STEPS = 64  # of the graph beneath the loop: more than any run within the limits above can take


@dataclass(frozen=True)
class Inquiry:
    """`brief` with what was found; the rest is for the trace."""

    brief: JudgeInput
    calls: tuple[ToolCall, ...] = ()
    degraded: tuple[Degradation, ...] = ()
    prompts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Investigator:
    gatherer: EvidenceGatherer

    def look_up(self, brief: JudgeInput, wanted: Sequence[str]) -> Inquiry:
        """Whatever goes wrong on the way, what was found before it is kept."""
        shown = bench(brief)
        prompt = inquiry(put(brief, "agent").judged, shown, brief.evidence.signals, wanted)
        finds, log = Finds(brief), Logbook()
        box = Toolbox(brief, self.gatherer, finds, shown.fence)
        try:
            _run(brief, prompt, box.tools(), log)
            degraded: tuple[Degradation, ...] = ()
        except LlmError as error:
            degraded = (Degradation(component="tools", reason=str(error)),)
        return Inquiry(finds.brief(), tuple(log.calls), degraded, prompt.told)


def _run(brief: JudgeInput, prompt: Prompt, tools: "Sequence[BaseTool]", log: Logbook) -> None:
    from langchain.agents import create_agent

    assert brief.models, "an investigator is joined with models"
    agent = create_agent(
        brief.models.open().chat, tools, system_prompt=prompt.system, middleware=[log.middleware(), *_limits()]
    )
    agent.invoke({"messages": [{"role": "user", "content": prompt.user}]}, {"recursion_limit": STEPS})


def _limits() -> "list[AgentMiddleware[Any, Any]]":
    """A tool is tried twice; the model is told of what failed, and stopped where it does not stop by itself."""
    from langchain.agents.middleware import (
        ModelCallLimitMiddleware,
        ToolCallLimitMiddleware,
        ToolRetryMiddleware,
    )

    return [
        ModelCallLimitMiddleware(run_limit=MOST_TURNS, exit_behavior="end"),
        ToolCallLimitMiddleware(run_limit=MOST_CALLS, exit_behavior="continue"),
        ToolRetryMiddleware(max_retries=1, retry_on=(OperationError,), on_failure=_told, initial_delay=0.0),
    ]


def _told(error: Exception) -> str:
    return f"This tool failed and will not answer now: {error}"
