"""The log of a model's tool calls, which also ends a search with too many calls or with the same ones."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from domain.decision import ToolCall
from prompts.untrusted import one_line, shortened
from tracing.spans import span

if TYPE_CHECKING:
    from langchain.agents.middleware import AgentMiddleware

MAX_LOGGED_CHARS = 300
MAX_TOOL_NAME_CHARS = 80
MAX_REPEATED_CALLS = 2
REPEATED = "You made this call before and have its answer: make another call, or reply: done"


class SearchEnded(Exception):
    """The message says why a search ended before the model ended it."""


class ToolCallLog:
    """`calls` has every tool call in order, failed ones included. Tools run one after another. Raises `SearchEnded`
    instead of a call beyond `max_calls`, and where a model goes on repeating its calls."""

    def __init__(self, max_calls: int) -> None:
        self.calls: list[ToolCall] = []
        self._max_calls = max_calls
        self._made: set[str] = set()
        self._repeated = 0

    def middleware(self) -> "AgentMiddleware[Any, Any]":
        from langchain.agents.middleware import wrap_tool_call
        from langchain_core.messages import ToolMessage

        @wrap_tool_call
        def record(request: Any, handler: Callable[[Any], Any]) -> Any:
            call = request.tool_call
            repeated = ToolMessage(REPEATED, tool_call_id=call["id"], name=call["name"], status="error")
            answer = _run(request, handler) if self._is_new(call) else repeated
            self._record(call, answer)
            return answer

        return record

    def _is_new(self, call: Any) -> bool:
        if len(self.calls) >= self._max_calls:
            raise SearchEnded(f"the search was ended after {self._max_calls} tool calls")
        key = json.dumps([call["name"], call["args"]], sort_keys=True, default=str)
        if key not in self._made:
            self._made.add(key)
            return True
        self._repeated += 1
        if self._repeated > MAX_REPEATED_CALLS:
            raise SearchEnded("the search was ended because the model repeated its tool calls")
        return False

    def _record(self, call: Any, answer: Any) -> None:
        failed = answer.status == "error"
        self.calls.append(
            ToolCall(
                name=shortened(one_line(call["name"]), MAX_TOOL_NAME_CHARS),
                arguments={_loggable(name): _loggable(value) for name, value in call["args"].items()},
                evidence_ids=() if failed else tuple(answer.artifact or ()),
                error=_loggable(answer.content) if failed else "",
            )
        )


def _run(request: Any, handler: Callable[[Any], Any]) -> Any:
    """Under a span that has the tool's name, if there is such a tool: a model may write any other."""
    name = request.tool_call["name"] if request.tool is not None else "unknown"
    attributes = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": name, "gen_ai.tool.type": "function"}
    with span(f"execute_tool {name}", attributes) as opened:
        answer = handler(request)
        if answer.status == "error":
            opened.fail("tool_failed")
        return answer


def _loggable(value: Any) -> str:
    return shortened(one_line(str(value)), MAX_LOGGED_CHARS)
