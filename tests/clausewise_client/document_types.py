"""The operations and schemas of the OpenAPI document as names and types of Python."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
VERBS = ("get", "post", "put", "patch", "delete")
SIMPLE = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
    "object": "dict[str, Any]",
}
MOMENTS = {"date": "date | str", "date-time": "datetime | str"}
STREAMS = {"text/event-stream": "EVENT_STREAM", "application/x-ndjson": "JSON_LINES"}
STREAMED = {"EVENT_STREAM": "ServerSentEvent", "JSON_LINES": "dict[str, Any]"}


@dataclass(frozen=True)
class Operation:
    """`content`: the media types of its success with their schemas."""

    name: str
    verb: str
    path: str
    description: str
    path_names: tuple[str, ...]
    parameters: tuple[Json, ...]
    body: Json | None
    body_required: bool
    content: Json

    @property
    def is_paged(self) -> bool:
        return any(parameter["name"] == "cursor" for parameter in self.parameters)

    @property
    def stream(self) -> str | None:
        """The name of the constant for its media type."""
        return next((constant for media_type, constant in STREAMS.items() if media_type in self.content), None)

    @property
    def schemas(self) -> list[Json]:
        """Of answers, parameters and body."""
        answers = [part["schema"] for part in self.content.values() if "schema" in part]
        parameters = [parameter["schema"] for parameter in self.parameters]
        return [*answers, *parameters, *([self.body] if self.body else [])]


def operations(document: Json) -> list[Operation]:
    return [
        _operation(path, verb, found)
        for path, verbs in document["paths"].items()
        for verb, found in verbs.items()
        if verb in VERBS
    ]


def _operation(path: str, verb: str, found: Json) -> Operation:
    parameters = found.get("parameters", [])
    body = found.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    content: Json = {}
    for status, answer in found["responses"].items():
        if status.startswith("2"):
            content |= answer.get("content", {})
    return Operation(
        name=found["operationId"],
        verb=verb,
        path=path,
        description=found["description"],
        path_names=tuple(one["name"] for one in parameters if one["in"] == "path"),
        parameters=tuple(one for one in parameters if one["in"] in ("query", "header")),
        body=body,
        body_required=found.get("requestBody", {}).get("required", False),
        content=content,
    )


class Names:
    """`document` has the schemas that types refer to."""

    def __init__(self, document: Json) -> None:
        self._schemas = document["components"]["schemas"]

    def model(self, schema_name: str) -> str:
        """`Page_Job_` is JobPage; a schema that two packages have carries the name of its file."""
        if schema_name.startswith("Page_"):
            return f"{schema_name.removeprefix('Page_').removesuffix('_')}Page"
        *folders, name = schema_name.split("__")
        return f"{folders[-1].title().replace('_', '')}{name}" if folders else schema_name

    def type_of(self, schema: Json, module: str = "models.") -> str:
        if reference := schema.get("$ref"):
            return module + self.model(reference.rsplit("/", 1)[-1])
        if options := schema.get("anyOf") or schema.get("oneOf"):
            kinds = dict.fromkeys(self.type_of(option, module) for option in options)
            return "Any" if "Any" in kinds else " | ".join(kinds)
        if words := schema.get("enum") or ([schema["const"]] if "const" in schema else None):
            return f"Literal[{', '.join(map(repr, words))}]"
        if schema.get("type") == "array":
            return f"list[{self.type_of(schema.get('items', {}), module)}]"
        if isinstance(values := schema.get("additionalProperties"), dict):
            return f"dict[str, {self.type_of(values, module)}]"
        return SIMPLE.get(schema.get("type", ""), "Any")

    def parameter_type(self, parameter: Json) -> str:
        schema = parameter["schema"]
        options = schema.get("anyOf", [schema])
        return " | ".join(dict.fromkeys(MOMENTS.get(one.get("format", ""), self.type_of(one)) for one in options))

    def returned(self, operation: Operation) -> str:
        """Of one part for a stream. Text is returned where the service may answer with text."""
        if operation.stream:
            return STREAMED[operation.stream]
        texts = [media_type for media_type in operation.content if media_type.startswith("text/")]
        kinds = [self.type_of(part["schema"]) for part in operation.content.values() if part.get("schema")]
        kinds += ["str"] if texts else []
        return " | ".join(kinds) or "None"

    def item_of_page(self, operation: Operation) -> str:
        page = operation.content["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
        return self.type_of(self._schemas[page]["properties"]["items"]["items"])


def referenced(document: Json, found: list[Operation]) -> list[str]:
    """The names of the schemas that operations need, sorted."""
    needed: set[str] = set()
    waiting = [name for operation in found for schema in operation.schemas for name in _references(schema)]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += _references(document["components"]["schemas"][name])
    return sorted(needed)


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for part in schema:
            yield from _references(part)
    elif isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].rsplit("/", 1)[-1]
        for part in schema.values():
            yield from _references(part)
