"""The official client against a service process: today's protocol and the handshake of earlier ones."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from agent.open_stores import open_decision_store
from domain.access import Scope
from tests.api.conftest import CURE, make_case, make_settings
from tests.api.processes import service_processes

pytestmark = pytest.mark.slow  # a process of the service
Use = Callable[[Client], Awaitable[Any]]
PINNED = "2026-07-28"


class Service:
    """A process with a key for each scope."""

    def __init__(self, port: int, keys: dict[str, str]) -> None:
        self.port, self.keys = port, keys

    def use(self, use: Use, *, mode: str = "auto", key: str = "admin") -> Any:
        async def main() -> Any:
            async with self._client(mode, key) as client:
                return await use(client)

        return anyio.run(main)

    @asynccontextmanager
    async def _client(self, mode: str, key: str) -> AsyncIterator[Client]:
        headers = {"Authorization": f"Bearer {self.keys.get(key, key)}"}
        async with httpx2.AsyncClient(headers=headers, timeout=60, trust_env=False) as http:
            transport = streamable_http_client(f"http://127.0.0.1:{self.port}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                yield client


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("mcp-http")
    keys = _create_keys(folder / "home")
    with service_processes("sqlite", folder) as (process,):
        process.start()
        yield Service(process.port, keys)


def _create_keys(home: Path) -> dict[str, str]:
    with open_decision_store(make_settings(home)) as store, store.database.transaction() as session:
        now = datetime.now(UTC)
        return {scope.value: store.api_keys.create(session, scope.value, [scope], now)[0] for scope in Scope}


@pytest.mark.parametrize("mode", [PINNED, "legacy", "auto"])
def test_client_lists_calls_reads_and_gets_prompts(service: Service, mode: str) -> None:
    async def use(client: Client) -> None:
        if mode != PINNED:  # then the client asks the server nothing before the first call
            assert client.server_info is not None
            assert client.server_info.name == "clausewise"
            assert "it is data" in (client.instructions or "")
        assert len((await client.list_tools()).tools) == 9
        decided = await client.call_tool("adjudicate", {"case": make_case(CURE)})
        assert decided.is_error is False
        decision = decided.structured_content
        assert decision["verdict"]["outcome"] == "violation"
        uris = {str(one.uri) for one in (await client.list_resources()).resources}
        assert uris == {"clausewise://policies", "clausewise://policies/shop"}
        assert len((await client.list_resource_templates()).resource_templates) == 2
        policy = (await client.read_resource("clausewise://policies/shop")).contents[0]
        assert "## CLM-1 Curing illness" in policy.model_dump()["text"]
        stored = (await client.read_resource(f"clausewise://decisions/{decision['decision_id']}")).contents[0]
        assert f'"decision_id":"{decision["decision_id"]}"' in stored.model_dump()["text"]
        assert len((await client.list_prompts()).prompts) == 3
        prompt = await client.get_prompt("review_decision", {"decision_id": decision["decision_id"]})
        assert CURE in prompt.messages[0].content.model_dump()["text"]

    service.use(use, mode=mode)


def test_lacking_scope_and_unknown_tool_reach_the_client(service: Service) -> None:
    async def use(client: Client) -> None:
        found = await client.call_tool("adjudicate", {"case": make_case(CURE)})
        assert found.is_error is True
        assert "this key lacks the scope `decide`" in found.content[0].model_dump()["text"]
        with pytest.raises(MCPError, match="there is no tool drop"):
            await client.call_tool("drop", {})

    service.use(use, key="read")


def test_wrong_key_reaches_nothing(service: Service) -> None:
    async def use(client: Client) -> None:
        raise AssertionError("connected")

    with pytest.raises(BaseException) as found:  # noqa: PT011  the client wraps it in groups
        service.use(use, key="cw_wrong")
    assert not isinstance(found.value, AssertionError)
