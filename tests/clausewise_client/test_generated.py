"""The client is true: its generated files are those of the OpenAPI document, and every operation has a method that
sends the right request."""

import inspect
from typing import Any

import httpx
import pytest

from clausewise_client import Clausewise
from clausewise_client.async_operations import AsyncOperations
from clausewise_client.operations import Operations
from tests.clausewise_client.document_types import Operation, operations
from tests.clausewise_client.generation import FILES, FOLDER, generated_files, header, openapi_document, python_name

DOCUMENT = openapi_document()
OPERATIONS = operations(DOCUMENT)
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    return generated_files(DOCUMENT)


@pytest.mark.parametrize("name", FILES)
def test_file_is_that_of_the_document(generated: dict[str, str], name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert text == generated[name], "the API changed: run python -m tests.clausewise_client.generation"


def test_no_method_is_without_operation() -> None:
    named = {operation.name for operation in OPERATIONS}
    iterated = {f"iterate_{one.name.removeprefix('list_')}" for one in OPERATIONS if one.is_paged}
    for methods in (Operations, AsyncOperations):
        found = {name for name, _ in inspect.getmembers(methods, inspect.isfunction) if not name.startswith("_")}
        assert found == named | iterated


@each_operation
def test_method_sends_what_the_operation_takes(operation: Operation) -> None:
    """Verb, path with its ids quoted, every query parameter and header under its name, and the body."""
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={})

    ids = {name: f"a/{name}" for name in operation.path_names}
    named = {python_name(one): f"{one['name']} given" for one in operation.parameters}
    body: dict[str, Any] = {} if operation.body is None else {"body": [{"id": "c"}]}
    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        found = getattr(Clausewise("http://service/prefix", http=http), operation.name)(**ids, **body, **named)
        if operation.stream:
            assert list(found) == ([] if operation.stream == "EVENT_STREAM" else [{}])
    (request,) = sent
    quoted = {name: f"a%2F{name}" for name in operation.path_names}
    assert request.method == operation.verb.upper()
    assert request.url.raw_path.decode().split("?")[0] == "/prefix" + operation.path.format(**quoted)
    queries = {one["name"]: f"{one['name']} given" for one in operation.parameters if one["in"] == "query"}
    assert dict(request.url.params) == queries
    for one in operation.parameters:
        if one["in"] == "header":
            assert request.headers[header(one)] == f"{one['name']} given"
    assert request.read() == (b"" if operation.body is None else b'[{"id":"c"}]')


@each_operation
def test_both_clients_take_the_same(operation: Operation) -> None:
    one, other = getattr(Operations, operation.name), getattr(AsyncOperations, operation.name)
    assert inspect.signature(one).parameters == inspect.signature(other).parameters
    required = {name for name, part in inspect.signature(one).parameters.items() if part.default is part.empty}
    wanted = {*operation.path_names, *(python_name(one) for one in operation.parameters if one.get("required"))}
    assert required - {"self"} == wanted | (
        {"body"} if operation.body is not None and operation.body_required else set()
    )
