"""Refuses query parameters that a route does not have or has twice, so that a filter is never silently ignored."""

from collections import Counter

from fastapi import Request
from fastapi.routing import APIRoute

from api.problem import ApiError

RENAMED = {
    "after": "cursor",
    "clause": "clause_id",
    "creator": "creator_id",
    "k": "limit",
}


async def refuse_unknown_parameters(request: Request) -> None:
    """Raises ApiError for the first unknown parameter, naming the allowed ones or the new name of an old one, and for a
    repeated one: of two values only the last would count."""
    route = request.scope["route"]
    allowed = {field.alias for field in route.dependant.query_params} if isinstance(route, APIRoute) else set()
    for name in request.query_params:
        if name not in allowed:
            raise ApiError(422, "invalid-request", _detail(name, allowed))
    for name, times in Counter(name for name, _ in request.query_params.multi_items()).items():
        if times > 1:
            raise ApiError(422, "invalid-request", f"query parameter `{name}` is given {times} times: keep one")


def _detail(name: str, allowed: set[str]) -> str:
    if RENAMED.get(name) in allowed:
        return f"query parameter `{name}` is now called `{RENAMED[name]}`"
    names = ", ".join(f"`{known}`" for known in sorted(allowed))
    return f"unknown query parameter `{name[:50]}`: this route takes {names or 'none'}"
