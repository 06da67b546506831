"""Writes the client's models and operations from the OpenAPI document.

`python -m tests.clausewise_client.generation` saves them in `clausewise_client/`; a test compares them."""

import builtins
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill, indent
from typing import Any

from fastapi import FastAPI

from api.app import ROUTERS, operation_id_of
from tests.clausewise_client.document_types import Json, Names, Operation, operations, referenced

HEADER = '''"""{purpose}

Generated from the OpenAPI document by tests/clausewise_client/generation.py: do not edit."""
'''
FUTURE = "from __future__ import annotations\n"
TYPING = f"{FUTURE}\nfrom typing import Any, Literal, NotRequired, TypedDict\n"
FOLDER = Path(__file__).parents[2] / "clausewise_client"
FILES = ("models.py", "operations.py", "async_operations.py")


def openapi_document() -> Json:
    """Without a running service."""
    app = FastAPI(separate_input_output_schemas=False, generate_unique_id_function=operation_id_of)
    for module in ROUTERS:
        app.include_router(module.router)
    return app.openapi()


def generated_files(document: Json) -> dict[str, str]:
    """The text of each file by its name."""
    names, found = Names(document), operations(document)
    texts = (models(document, names, found), client_class(names, found, False), client_class(names, found, True))
    return dict(zip(FILES, map(formatted, texts), strict=True))


def models(document: Json, names: Names, found: list[Operation]) -> str:
    parts = [HEADER.format(purpose="The values that calls send and return."), TYPING]
    for schema_name in referenced(document, found):
        schema = document["components"]["schemas"][schema_name]
        parts.append("\n".join(model(names, schema_name, schema)))
    return "\n\n".join(parts) + "\n"


def model(names: Names, schema_name: str, schema: Json) -> Iterator[str]:
    name = names.model(schema_name)
    if "properties" not in schema:
        yield f"{name} = {names.type_of(schema, '')}"
        return
    yield f"class {name}(TypedDict):"
    if text := schema.get("description"):
        yield docstring(text, 4)
    required = set(schema.get("required", ()))
    for field, part in schema["properties"].items():
        kind = names.type_of(part, "")
        yield f"    {field}: {kind if field in required else f'NotRequired[{kind}]'}"
    if not schema["properties"]:
        yield "    pass"


def client_class(names: Names, found: list[Operation], is_async: bool) -> str:
    prefix, purpose = ("Async", "with asyncio") if is_async else ("", "without asyncio")
    iterator = "AsyncIterator" if is_async else "Iterator"
    lines = [
        HEADER.format(purpose=f"The operations of the API, {purpose}."),
        FUTURE,
        f"from collections.abc import {iterator}",
        "from datetime import date, datetime",
        "from typing import Any, Literal, cast\n",
        "from clausewise_client import models",
        "from clausewise_client.call import make_call",
        f"from clausewise_client.connection import EVENT_STREAM, JSON_LINES, {prefix}Connection, value_of",
        "from clausewise_client.streams import ServerSentEvent\n\n",
        f"class {prefix}Operations:",
        '    """One method for each operation id. They raise Problem and ServiceUnreachable."""\n',
        f"    def __init__(self, connection: {prefix}Connection) -> None:",
        "        self._connection = connection\n",
    ]
    for operation in found:
        lines += method(names, operation, is_async)
        if operation.is_paged:
            lines += iteration(names, operation, is_async)
    return "\n".join(lines) + "\n"


def method(names: Names, operation: Operation, is_async: bool) -> list[str]:
    returned, iterator = names.returned(operation), "AsyncIterator" if is_async else "Iterator"
    stream = operation.stream
    define = "async def" if is_async and not stream else "def"
    kind = f"{iterator}[{returned}]" if stream else returned
    lines = [f"    {define} {operation.name}({signature(names, operation)}) -> {kind}:"]
    lines += [docstring(operation.description, 8), *call_lines(operation)]
    if stream:
        return [*lines, f"        return self._connection.stream(call, {stream})", ""]
    answer = "await self._connection.send(call)" if is_async else "self._connection.send(call)"
    if returned == "None":
        return [*lines, f"        {answer}", ""]
    return [*lines, f"        return cast({returned!r}, value_of({answer}))", ""]


def iteration(names: Names, operation: Operation, is_async: bool) -> list[str]:
    """Over the items of all pages."""
    item = names.item_of_page(operation)
    prefix, wait, iterator = ("async ", "await ", "AsyncIterator") if is_async else ("", "", "Iterator")
    name = f"iterate_{operation.name.removeprefix('list_')}"
    each_item = ['            yield from page["items"]']
    if is_async:
        each_item = ['            for item in page["items"]:', "                yield item"]
    return [
        f"    {prefix}def {name}({signature(names, operation, 'cursor')}) -> {iterator}[{item}]:",
        f'        """Every item of `{operation.name}`, page by page."""',
        *call_lines(operation, "cursor"),
        "        while True:",
        f"            page = value_of({wait}self._connection.send(call))",
        *each_item,
        '            if page["next_cursor"] is None:',
        "                return",
        '            call = call.on_page(page["next_cursor"])',
        "",
    ]


def signature(names: Names, operation: Operation, leave_out: str = "") -> str:
    parts = ["self", *(f"{name}: str" for name in operation.path_names)]
    if operation.body is not None:
        kind = names.type_of(operation.body)
        parts.append(f"body: {kind}" if operation.body_required else f"body: {kind} | None = None")
    named = [part for part in operation.parameters if part["name"] != leave_out]
    for parameter in sorted(named, key=lambda one: not one.get("required", False)):
        kind = names.parameter_type(parameter)
        optional = "" if parameter.get("required") else f"{'' if kind.endswith('None') else ' | None'} = None"
        parts.append(f"{python_name(parameter)}: {kind}{optional}")
    position = 1 + len(operation.path_names) + (operation.body is not None)
    if named:
        parts.insert(position, "*")
    return ", ".join(parts)


def call_lines(operation: Operation, leave_out: str = "") -> list[str]:
    def pairs(place: str) -> str:
        chosen = [one for one in operation.parameters if one["in"] == place and one["name"] != leave_out]
        return ", ".join(f'"{header(one) if place == "header" else one["name"]}": {python_name(one)}' for one in chosen)

    ids = ", ".join(f'"{name}": {name}' for name in operation.path_names)
    more = ", body=body" if operation.body is not None else ""
    more += ", takes_key=True" if "idempotency_key" in map(python_name, operation.parameters) else ""
    place = f'"{operation.verb.upper()}", "{operation.path}", {{{ids}}}'
    return [f"        call = make_call({place}, query={{{pairs('query')}}}, headers={{{pairs('header')}}}{more})"]


def header(parameter: Json) -> str:
    return "-".join(part.capitalize() for part in parameter["name"].split("-"))


def python_name(parameter: Json) -> str:
    """With a line below at the end where Python has a function of that name, as PEP 8 says."""
    name: str = parameter["name"].replace("-", "_").lower()
    return f"{name}_" if hasattr(builtins, name) else name


def docstring(text: str, margin: int) -> str:
    wrapped = fill(f'"""{" ".join(text.split())}"""', 120 - margin)
    return indent(wrapped, " " * margin)


def formatted(text: str) -> str:
    ruff: list[Any] = [sys.executable, "-m", "ruff"]
    named = ["--stdin-filename", "clausewise_client/generated.py", "-"]
    fixed = [*ruff, "check", "--fix", "--quiet", "--select", "I,F401", *named]
    command = [*ruff, "format", *named]
    for one in (fixed, command):
        text = subprocess.run(one, input=text, capture_output=True, text=True, check=True).stdout
    return text


if __name__ == "__main__":
    for file_name, written in generated_files(openapi_document()).items():
        (FOLDER / file_name).write_text(written, encoding="utf-8")
