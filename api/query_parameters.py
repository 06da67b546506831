"""Refuses query parameters that a route does not have or has twice, so that a filter is never silently ignored."""

from collections import Counter
from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
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
    allowed = {*_names(route.dependant)} if isinstance(route, APIRoute) else set()
    for name in request.query_params:
        if name not in allowed:
            raise ApiError(422, "invalid-request", _detail(name, allowed))
    for name, times in Counter(name for name, _ in request.query_params.multi_items()).items():
        if times > 1:
            raise ApiError(422, "invalid-request", f"query parameter `{name}` is given {times} times: keep one")


def _names(dependant: Dependant) -> Iterator[str]:
    """Of the query parameters of the route, and of what it depends on."""
    yield from (field.alias for field in dependant.query_params)
    for part in dependant.dependencies:
        yield from _names(part)


def _detail(name: str, allowed: set[str]) -> str:
    if RENAMED.get(name) in allowed:
        return f"query parameter `{name}` is now called `{RENAMED[name]}`"
    names = ", ".join(f"`{known}`" for known in sorted(allowed))
    return f"unknown query parameter `{name[:50]}`: this route takes {names or 'none'}"
