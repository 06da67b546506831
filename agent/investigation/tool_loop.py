"""The loop in which a model calls tools, within a share of the case's budget, and how the loop ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agent.investigation.model_messages import bounding_middleware
from agent.investigation.tool_log import SearchEnded, ToolCallLog
from domain.decision import ToolCall
from domain.errors import OperationError
from llm.errors import LlmError
from llm.session import LazySession
from prompts.parts import Prompt

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

RECURSION_LIMIT = 64  # of LangGraph: more steps than a run within the limits can take
BUDGET_SHARE = 0.5  # of what is left to the case; the rest is for the judge
DONE = "done"


@dataclass(frozen=True)
class LoopLimits:
    model_calls: int
    tool_calls: int


@dataclass(frozen=True)
class LoopResult:
    """`problem`: why the model found less than it might have; empty if it ended by itself."""

    calls: tuple[ToolCall, ...] = ()
    problem: str = ""


def run_tools(session: LazySession, prompt: Prompt, tools: "Sequence[BaseTool]", limits: LoopLimits) -> LoopResult:
    """What was found before a failure remains, because the tools keep it."""
    from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError

    log = ToolCallLog(limits.tool_calls)
    try:
        opened = session.open()
        with opened.budget.share(BUDGET_SHARE, "the search in this case"):
            last = _invoke(opened.chat, prompt, tools, log, limits)
        problem = _problem(log.calls, last, tools)
    except ModelCallLimitExceededError:
        problem = f"the search was ended after {limits.model_calls} requests to the model"
    except (LlmError, SearchEnded) as error:
        problem = str(error)
    return LoopResult(tuple(log.calls), problem)


def _invoke(chat: Any, prompt: Prompt, tools: "Sequence[BaseTool]", log: ToolCallLog, limits: LoopLimits) -> str:
    """The model's last words. One tool at a time, so that a repeated run gives the same ids to the same evidence."""
    from langchain.agents import create_agent
    from langchain.agents.middleware import ModelCallLimitMiddleware, ToolRetryMiddleware

    middleware: list[Any] = [
        log.middleware(),
        bounding_middleware(),
        ModelCallLimitMiddleware(run_limit=limits.model_calls, exit_behavior="error"),
        ToolRetryMiddleware(max_retries=1, retry_on=(OperationError,), on_failure=_failure_message, initial_delay=0.0),
    ]
    agent = create_agent(chat, tools, system_prompt=prompt.system, middleware=middleware)
    state = agent.invoke(
        {"messages": [{"role": "user", "content": prompt.user}]},
        {"recursion_limit": RECURSION_LIMIT, "max_concurrency": 1},
    )
    return str(state["messages"][-1].text)


def _failure_message(error: Exception) -> str:
    return f"This tool failed and is not available now: {error}"


def _problem(calls: Sequence[ToolCall], last: str, tools: "Sequence[BaseTool]") -> str:
    """The model may find that nothing is left to search. Any other words in place of calls show that it cannot call."""
    if calls:
        return f"no tool call of the model succeeded: {calls[-1].error}" if all(one.error for one in calls) else ""
    if last.strip(" .!*\"'`\n").casefold().endswith(DONE):
        return ""
    as_text = any(tool.name in last for tool in tools)
    return "the model wrote its tool calls as text" if as_text else "the model called no tool"
