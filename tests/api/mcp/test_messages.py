"""Messages over HTTP that are not answered: unknown callers, missing scopes, wrong versions, hostile bodies."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.mcp.calling import TOOLS
from api.services import Services
from domain.access import Scope
from tests.api.conftest import CURE, Json, decide, key_headers, make_case, run_service
from tests.api.mcp.messages import ACCEPT, call, error, refused, result, send

ARGUMENTS: dict[str, Json] = {
    "adjudicate": {"case": make_case(CURE)},
    "precheck": {"case": make_case(CURE)},
    "explain_decision": {"decision_id": "nope"},
    "creator_standing": {"creator_id": "nobody"},
    "assess_creator": {"creator_id": "nobody"},
    "search_clauses": {"query": "tea"},
    "read_clause": {"clause_id": "CLM-1"},
    "policy_diff": {"after": "2026-06-01"},
    "policy_lint": {"draft": "nothing"},
}


def test_wrong_key_is_refused_before_any_message_is_read(client: TestClient) -> None:
    for headers in ({"Authorization": "Bearer cw_none"}, {"Authorization": ""}):
        response = client.post("/mcp", content=b"{", headers={**ACCEPT, **headers})
        assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
        assert "clausewise keys create" in response.json()["detail"]


@pytest.mark.parametrize("name", TOOLS)
def test_tool_asks_for_the_scope_of_its_route(client: TestClient, services: Services, name: str) -> None:
    needed = TOOLS[name].scope
    for scope in Scope:
        headers = key_headers(services, scope)
        found = call(client, name, ARGUMENTS[name], headers)
        lacks = found["content"][0]["text"].startswith(f"this key lacks the scope `{needed}`")
        assert lacks is (scope not in (needed, Scope.ADMIN)), (scope, found)
    stored = services.store.list(10)
    assert len(stored) == (2 if name == "adjudicate" else len(stored))


def test_scopes_of_resources_and_prompts(client: TestClient, services: Services) -> None:
    decision_id = decide(client)["decision_id"]
    decider, reader = key_headers(services, Scope.DECIDE), key_headers(services, Scope.READ)
    draft = {"draft": "## CLM-1 x"}
    lacking = "this key lacks the scope"
    for method, wanted in (
        ("resources/list", {}),
        ("resources/read", {"uri": "clausewise://policies"}),
        ("resources/read", {"uri": f"clausewise://decisions/{decision_id}"}),
        ("prompts/get", {"name": "review_decision", "arguments": {"decision_id": decision_id}}),
    ):
        assert lacking in error(client, method, decider, **wanted)["message"]
        assert result(client, method, reader, **wanted)
    assert lacking in error(client, "prompts/get", reader, name="check_edit", arguments=draft)["message"]
    owner = key_headers(services, Scope.POLICY)
    assert result(client, "prompts/get", owner, name="check_edit", arguments=draft)


def test_unknown_names_are_told_with_those_that_exist(client: TestClient) -> None:
    assert "the tools are adjudicate, precheck" in error(client, "tools/call", name="drop", arguments={})["message"]
    assert "the prompts are review_decision" in error(client, "prompts/get", name="x", arguments={})["message"]
    for uri in ("clausewise://x/1", "file:///etc/passwd", "clausewise://policies/../x", ""):
        assert error(client, "resources/read", uri=uri)["code"] == -32602
    assert "no policy nope" in error(client, "resources/read", uri="clausewise://policies/nope")["message"]
    assert "no decision nope" in error(client, "resources/read", uri="clausewise://decisions/nope")["message"]
    assert error(client, "tools/drop")["code"] == -32601
    assert "one argument, decision_id" in error(client, "prompts/get", name="review_decision")["message"]


def test_wrong_protocol_version(client: TestClient) -> None:
    header = {"MCP-Protocol-Version": "1999-01-01", "Mcp-Method": "tools/list"}
    assert send(client, "tools/list", header).status_code == 400
    prefix = "io.modelcontextprotocol/"
    about = {f"{prefix}protocolVersion": "1999-01-01", f"{prefix}clientCapabilities": {}}
    response = send(client, "tools/list", header, _meta=about)
    assert response.status_code == 400
    assert response.json()["error"]["data"]["supported"] == ["2026-07-28"]
    hello: Json = {"protocolVersion": "1999-01-01", "capabilities": {}, "clientInfo": {"name": "old", "version": "1"}}
    assert result(client, "initialize", **hello)["protocolVersion"] == "2025-11-25"
    assert result(client, "initialize", **{**hello, "protocolVersion": "2025-06-18"})["protocolVersion"] == "2025-06-18"


def test_body_that_is_no_message(client: TestClient) -> None:
    headers = {**ACCEPT, "Content-Type": "application/json"}
    for body in (b"{", b"[]", b"1", b'{"jsonrpc": "1.0", "id": 1, "method": "ping"}', b"\xff", b"[" * 5_000):
        response = client.post("/mcp", content=body, headers=headers)
        assert response.status_code == 400, body
        assert response.json()["error"]["code"] in (-32700, -32600, -32602)
    assert client.post("/mcp", content=b"x", headers={**ACCEPT, "Content-Type": "text/plain"}).status_code == 400
    assert client.post("/mcp", json={}, headers={"Accept": "text/html"}).status_code == 406
    assert client.get("/mcp").status_code == 405
    assert client.delete("/mcp").status_code == 405


def test_oversized_message_is_refused(client: TestClient) -> None:
    response = send(client, "tools/call", name="precheck", arguments={"case": make_case("x" * 600_000)})
    assert (response.status_code, response.json()["type"]) == (413, "urn:clausewise:problem:payload-too-large")
    assert "200,000" in refused(client, "precheck", {"case": make_case("x" * 200_001)})
    long = "x" * 300_001
    assert "300,000" in error(client, "prompts/get", name="check_edit", arguments={"draft": long})["message"]


def test_rate_limit_is_that_of_the_key(tmp_path: Path) -> None:
    limits = {"max_burst_requests": 2, "requests_per_second": 0.01}
    with run_service(tmp_path, keyless=False, service=limits) as (client, services):
        headers = key_headers(services, Scope.READ)
        assert [send(client, "ping", headers).status_code for _ in range(3)] == [200, 200, 429]
        assert send(client, "ping", key_headers(services, Scope.READ)).status_code == 200


def test_without_keys_web_pages_may_not_call(tmp_path: Path) -> None:
    with run_service(tmp_path) as (client, _):
        assert send(client, "ping").status_code == 200
        for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
            assert send(client, "ping", headers).status_code == 403


def test_service_without_the_library_says_what_to_install(tmp_path: Path) -> None:
    with run_service(tmp_path) as (client, _):
        assert isinstance(client.app, FastAPI)
        client.app.state.mcp = None  # as where the library is missing
        response = send(client, "ping")
        assert (response.status_code, response.json()["type"]) == (409, "urn:clausewise:problem:conflict")
        assert "pip install 'clausewise[mcp]'" in response.json()["detail"]
