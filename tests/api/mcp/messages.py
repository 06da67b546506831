"""MCP messages as plain HTTP requests to a running service."""

from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.conftest import Json

HANDSHAKE = "2025-11-25"
ACCEPT = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": HANDSHAKE}
NO_HEADERS: Json = {}


def send(client: TestClient, method: str, headers: Json = NO_HEADERS, **params: Any) -> Response:
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    response: Response = client.post("/mcp", json=message, headers={**ACCEPT, **headers})
    return response


def result(client: TestClient, method: str, headers: Json = NO_HEADERS, **params: Any) -> Json:
    response = send(client, method, headers, **params)
    assert response.status_code == 200, response.text
    found: Json = response.json()["result"]
    return found


def error(client: TestClient, method: str, headers: Json = NO_HEADERS, **params: Any) -> Json:
    found: Json = send(client, method, headers, **params).json()["error"]
    return found


def call(client: TestClient, tool: str, arguments: Json, headers: Json = NO_HEADERS) -> Json:
    return result(client, "tools/call", headers, name=tool, arguments=arguments)


def refused(client: TestClient, tool: str, arguments: Json, headers: Json = NO_HEADERS) -> str:
    """Why the tool does not answer."""
    found = call(client, tool, arguments, headers)
    assert found["isError"] is True, found
    assert "structuredContent" not in found
    text: str = found["content"][0]["text"]
    return text
