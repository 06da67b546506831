"""The loop in which a model looks up evidence with tools, and the log of its tool calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from agent.evidence.gathering import EvidenceGatherer
from agent.investigation.evidence_collector import EvidenceCollector
from agent.investigation.tools import Toolbox
from agent.judges.base import JudgeInput
from agent.judges.llm_input import prompt_context, select_clauses
from domain.decision import Degradation, ToolCall
from domain.errors import OperationError
from llm.errors import LlmError
from prompts.investigation import investigation
from prompts.parts import Prompt
from prompts.untrusted import one_line, shortened

if TYPE_CHECKING:
    from langchain.agents.middleware import AgentMiddleware
    from langchain_core.tools import BaseTool

MAX_MODEL_CALLS = 4
MAX_TOOL_CALLS = 8
RECURSION_LIMIT = 64  # of LangGraph: more steps than a run within the limits above can take
MAX_LOGGED_CHARS = 300
MAX_TOOL_NAME_CHARS = 80


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
        context = prompt_context(judge_input)
        clauses = select_clauses(judge_input, "agent").clauses
        prompt = investigation(clauses, context, judge_input.evidence.signals, queries)
        collector, log = EvidenceCollector(judge_input), ToolCallLog()
        tools = Toolbox(judge_input, self.gatherer, collector, context.fence).tools()
        degraded: tuple[Degradation, ...] = ()
        try:
            _run(judge_input, prompt, tools, log)
        except LlmError as error:
            degraded = (Degradation(component="tools", reason=str(error)),)
        return Investigation(collector.judge_input(), tuple(log.calls), degraded, prompt.fingerprints)


class ToolCallLog:
    """Records every tool call, failed ones included. Thread-safe."""

    def __init__(self) -> None:
        self.calls: list[ToolCall] = []
        self._lock = Lock()

    def middleware(self) -> "AgentMiddleware[Any, Any]":
        from langchain.agents.middleware import wrap_tool_call

        @wrap_tool_call
        def record(request: Any, handler: Callable[[Any], Any]) -> Any:
            answer = handler(request)
            self._record(request.tool_call, answer)
            return answer

        return record

    def _record(self, call: Any, answer: Any) -> None:
        failed = answer.status == "error"
        entry = ToolCall(
            name=shortened(one_line(call["name"]), MAX_TOOL_NAME_CHARS),
            arguments={one_line(str(name)): _loggable(value) for name, value in call["args"].items()},
            evidence_ids=() if failed else tuple(answer.artifact or ()),
            error=_loggable(answer.content) if failed else "",
        )
        with self._lock:
            self.calls.append(entry)


def _loggable(value: Any) -> str:
    return shortened(one_line(str(value)), MAX_LOGGED_CHARS)


def _run(judge_input: JudgeInput, prompt: Prompt, tools: "Sequence[BaseTool]", log: ToolCallLog) -> None:
    from langchain.agents import create_agent

    agent = create_agent(
        judge_input.require_models().open().chat,
        tools,
        system_prompt=prompt.system,
        middleware=[log.middleware(), *_limits()],
    )
    agent.invoke({"messages": [{"role": "user", "content": prompt.user}]}, {"recursion_limit": RECURSION_LIMIT})


def _limits() -> "list[AgentMiddleware[Any, Any]]":
    """A failing tool is called twice, then the model gets the error. The number of model and tool calls is limited."""
    from langchain.agents.middleware import (
        ModelCallLimitMiddleware,
        ToolCallLimitMiddleware,
        ToolRetryMiddleware,
    )

    return [
        ModelCallLimitMiddleware(run_limit=MAX_MODEL_CALLS, exit_behavior="end"),
        ToolCallLimitMiddleware(run_limit=MAX_TOOL_CALLS, exit_behavior="continue"),
        ToolRetryMiddleware(max_retries=1, retry_on=(OperationError,), on_failure=_failure_message, initial_delay=0.0),
    ]


def _failure_message(error: Exception) -> str:
    return f"This tool failed and is not available now: {error}"
