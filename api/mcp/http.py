"""MCP over streamable HTTP: each request stands alone, so that any process of the service answers it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from starlette.types import Receive, Scope, Send

from api.mcp.installed import is_installed
from api.mcp.tool import Session

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager


class McpResponse(Response):
    """Reads the message and answers it."""

    def __init__(self, manager: "StreamableHTTPSessionManager") -> None:
        super().__init__()
        self._manager = manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._manager.handle_request(scope, receive, send)


@asynccontextmanager
async def mcp_endpoint(app: FastAPI) -> AsyncIterator[None]:
    """`app.state.mcp` answers meanwhile; None where the extra is not installed."""
    app.state.mcp = None
    if not is_installed():
        yield
        return
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from api.mcp.server import Context, build_server

    def session_of(context: Context) -> Session:
        assert isinstance(context.request, Request)
        return Session(app.state.services, app.state.decision_pool, context.request.state.caller)

    limit = app.state.services.settings.service.max_body_bytes
    manager = StreamableHTTPSessionManager(
        build_server(session_of), json_response=True, stateless=True, max_request_body_size=limit
    )
    async with manager.run():
        app.state.mcp = manager
        yield
