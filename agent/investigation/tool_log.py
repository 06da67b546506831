"""Writes down every tool call of a model, whatever became of it."""

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any

from domain.decision import ToolCall
from prompts.untrusted import one_line, shortened

if TYPE_CHECKING:
    from langchain.agents.middleware import AgentMiddleware

LONGEST = 300


class Logbook:
    """Threads share it."""

    def __init__(self) -> None:
        self.calls: list[ToolCall] = []
        self._lock = Lock()

    def middleware(self) -> "AgentMiddleware[Any, Any]":
        from langchain.agents.middleware import wrap_tool_call

        @wrap_tool_call
        def write_down(request: Any, handler: Callable[[Any], Any]) -> Any:
            answer = handler(request)
            self._write(request.tool_call, answer)
            return answer

        return write_down

    def _write(self, call: Any, answer: Any) -> None:
        ids = answer.artifact if answer.status != "error" else None
        entry = ToolCall(
            name=shortened(one_line(call["name"]), 80),
            arguments={
                one_line(str(name)): shortened(one_line(str(value)), LONGEST) for name, value in call["args"].items()
            },
            evidence_ids=tuple(ids or ()),
            error=shortened(one_line(str(answer.content)), LONGEST) if answer.status == "error" else "",
        )
        with self._lock:
            self.calls.append(entry)
