"""The class of the routes of insights: without a warehouse, a page says how to begin."""

from fastapi import Request, Response

from api.desk.pages.values import page_values
from api.desk.route import DeskRoute, Handler
from api.desk.templating import page
from api.error_handlers import NOT_SET_UP
from domain.access import Scope
from domain.errors import InputError


class InsightRoute(DeskRoute):
    """A page of those who watch the ecosystem."""

    read_scope = write_scope = Scope.INSIGHTS

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def set_up(request: Request) -> Response:
            try:
                return await handle(request)
            except tuple(NOT_SET_UP) as error:
                values = {**page_values(request.state.person, "insights"), "detail": _detail(error)}
                return page("insights_begin", values, status=409)

        return set_up


def _detail(error: InputError) -> str:
    """Without its own text, which may hold an address."""
    return next(text for kind, text in NOT_SET_UP.items() if isinstance(error, kind))
