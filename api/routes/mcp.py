"""The Model Context Protocol over HTTP: tools, resources and prompts for agents."""

from fastapi import APIRouter, Request, Response

from api.mcp.http import McpResponse
from api.problem import ApiError
from api.security import AuthenticatedRoute

router = APIRouter(tags=["mcp"], route_class=AuthenticatedRoute)
MISSING = "this service does not speak MCP: the operator installs it with pip install 'clausewise[mcp]'"


@router.post("/mcp", include_in_schema=False)
async def answer_mcp(request: Request) -> Response:
    """One JSON-RPC message. Any key may list what there is; each tool, resource and prompt asks for its scope."""
    if request.app.state.mcp is None:
        raise ApiError(409, "conflict", MISSING)
    return McpResponse(request.app.state.mcp)
