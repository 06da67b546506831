"""Calls a tool: scope, arguments, the answer within its bound, and errors in words."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from api.error_handlers import problem_of
from api.mcp.case_tools import CASE_TOOLS
from api.mcp.policy_tools import POLICY_TOOLS
from api.mcp.shown import MAX_ANSWER_CHARS, as_json, fenced, refusal, visible
from api.mcp.tool import McpTool, Session
from api.middleware import log_safely
from api.problem import ApiError, FieldError, validation_problem
from api.security import ScopeCheck
from domain.errors import InputError, OperationError

TOOLS: Mapping[str, McpTool] = {tool.name: tool for tool in (*CASE_TOOLS, *POLICY_TOOLS)}
INTERNAL = "internal error: tell the operator of this service"
TOO_LONG = "the answer has {size:,} characters, more than the {limit:,} of a tool"


class Refused(Exception):
    """The call is not answered; the text says why, and repeats nothing that the caller may not see."""


@dataclass(frozen=True)
class Answer:
    """`value`: the JSON of the answer; None for an error."""

    text: str
    value: Any = None

    @property
    def is_error(self) -> bool:
        return self.value is None


async def call_tool(session: Session, tool: McpTool, arguments: Mapping[str, Any]) -> Answer:
    """Never raises: an agent reads what is wrong and calls again."""
    try:
        ScopeCheck(tool.scope).require(session.caller)
        found = await tool.run(session, tool.arguments.model_validate(dict(arguments)))
        return _answer(tool, found.model_dump(mode="json") if isinstance(found, BaseModel) else found)
    except Exception as error:
        return Answer(refusal(reason(session, error, tool.name)))


def reason(session: Session, error: Exception, name: str) -> str:
    """What the API would answer. The text of an error that it does not know may hold content, and is not repeated."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, ValidationError):
        error = validation_problem(error.errors())
    if isinstance(error, ApiError):
        return "\n".join([error.detail, *map(_field, error.errors)])
    if isinstance(error, InputError | OperationError):
        return str(error) if session.is_local else problem_of(error).detail
    with suppress(Exception):
        log_safely("internal error", tool=name, error=type(error).__name__)
    return INTERNAL


def _field(fault: FieldError) -> str:
    return f"- {fault.where or 'the arguments'}: {fault.message}"


def _answer(tool: McpTool, found: Any) -> Answer:
    """Raises Refused if it is too long. What the call stored is stored, so the text names it."""
    value = visible(found)
    text = as_json(value)
    if len(text) > MAX_ANSWER_CHARS:
        problem = TOO_LONG.format(size=len(text), limit=MAX_ANSWER_CHARS)
        if not tool.writes:
            raise Refused(f"{problem}: narrow the call, for example to one policy")
        decision_id, outcome = value["decision_id"], value["verdict"]["outcome"]
        raise Refused(
            f"{problem}. The decision is stored as {decision_id}, outcome {outcome}: explain_decision tells its reasons"
        )
    return Answer(fenced(tool.name, text), value)
