"""What a tool of the MCP server is, and what it may use."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter

from api.decision_pool import DecisionPool
from api.services import Services
from domain.access import Caller, Scope

UNBOUNDED = ("maxLength", "minLength", "pattern")  # an answer shows hidden characters, which makes a text longer
T = TypeVar("T")
Json = dict[str, Any]


@dataclass(frozen=True)
class Session:
    """Who calls, and what answers. `is_local`: the caller runs this process, and may read whole errors, which can hold
    addresses and paths."""

    services: Services
    pool: DecisionPool
    caller: Caller
    is_local: bool = False

    async def in_turn(self, work: Callable[[], T]) -> T:
        """In a thread, when it is the caller's turn. Raises ApiError if too much of the caller waits already."""
        with self.pool.requests.take(self.caller.key_id):
            return await self.pool.run(self.caller.key_id, work)


@dataclass(frozen=True)
class McpTool:
    """`run` gets valid `arguments` and returns an answer of the type `answer`. `writes`: it stores a decision."""

    name: str
    title: str
    description: str
    arguments: type[BaseModel]
    answer: Any
    scope: Scope
    run: Callable[[Session, Any], Awaitable[Any]]
    writes: bool = False

    @property
    def input_schema(self) -> Json:
        return self.arguments.model_json_schema()

    @property
    def output_schema(self) -> Json:
        found: Json = _without_bounds(TypeAdapter(self.answer).json_schema(mode="serialization"))
        return found


def _without_bounds(schema: Any) -> Any:
    """The properties of an object may have these names too: their values are objects."""
    if isinstance(schema, Mapping):
        return {
            name: _without_bounds(value)
            for name, value in schema.items()
            if name not in UNBOUNDED or isinstance(value, Mapping)
        }
    return [_without_bounds(value) for value in schema] if isinstance(schema, list) else schema
