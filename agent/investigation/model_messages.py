"""Bounds what a model writes between tool calls, because every further request of the loop repeats it."""

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from prompts.untrusted import shortened

if TYPE_CHECKING:
    from langchain.agents.middleware import AgentMiddleware
    from langchain_core.messages import AIMessage

MAX_TEXT_CHARS = 2_000
MAX_CALLS = 8  # in one message
MAX_ARGUMENT_CHARS = 1_000  # of a call; a longer value is cut, and the tool refuses it as too long
MAX_ARGUMENTS = 6


def bounding_middleware() -> "AgentMiddleware[Any, Any]":
    from langchain.agents.middleware import wrap_model_call
    from langchain_core.messages import AIMessage

    @wrap_model_call
    def bound(request: Any, handler: Callable[[Any], Any]) -> Any:
        response = handler(request)
        turn = len(request.messages)
        response.result = [bounded(one, turn) if isinstance(one, AIMessage) else one for one in response.result]
        return response

    return bound


def bounded(message: "AIMessage", turn: int) -> "AIMessage":
    """With a short text, few calls and short arguments. A call whose arguments are no JSON becomes one without
    arguments, so that the tool says which it needs. Ids are made unique, since some servers give none."""
    calls = [
        {"name": call["name"] or "", "args": args, "id": f"call_{turn}_{number}", "type": "tool_call"}
        for number, (call, args) in enumerate(_calls(message), 1)
    ]
    text = shortened(str(message.text), MAX_TEXT_CHARS)
    return message.model_copy(update={"content": text, "tool_calls": calls[:MAX_CALLS], "invalid_tool_calls": []})


def _calls(message: "AIMessage") -> "Iterator[tuple[Any, dict[str, Any]]]":
    yield from ((call, _short_arguments(call["args"])) for call in message.tool_calls)
    yield from ((call, {}) for call in message.invalid_tool_calls)


def _short_arguments(args: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(args, default=str)) <= MAX_ARGUMENT_CHARS:
        return args
    room = MAX_ARGUMENT_CHARS // 2
    return {shortened(name, 40): shortened(str(value), room) for name, value in [*args.items()][:MAX_ARGUMENTS]}
