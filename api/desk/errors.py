"""Problems as pages: what happened, what to do, and what the person had typed."""

import json
import re
from collections.abc import Callable
from typing import Any

from asgi_correlation_id import correlation_id
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from api.desk.forms import Form
from api.desk.templating import page
from api.problem import ApiError

Handler = Callable[[Request, Any], Response]
TITLES = {
    401: "You are not signed in",
    403: "You may not do this",
    404: "There is no such page",
    409: "A colleague was faster",
    428: "This was changed meanwhile",
    429: "Too many requests",
    500: "Something broke",
    503: "Not available now",
}
TYPED_FIELDS = ("reason", "comment", "subject", "body", "steps", "text", "facts", "draft")
FORM_ADDRESS = re.compile(r"/desk/(job|appeal)s/[^/]+(?=/)")  # of what a form of the page sends
PASSED_HEADERS = ("retry-after", "allow")


def add_error_pages(desk: FastAPI, api: FastAPI) -> None:
    """Every error of the API becomes a page, or stays problem+json where a script of ours asked for it."""
    for kind, handler in api.exception_handlers.items():
        desk.exception_handler(kind)(_as_page(handler))


def _as_page(handler: Any) -> Handler:
    def answer(request: Request, error: Exception) -> Response:
        response = handler(request, error)
        if "application/json" in request.headers.get("accept", ""):
            return response  # type: ignore[no-any-return]
        values = {"typed": _typed(request), "back": _back(request), "demo": request.app.state.demo}
        return problem_page(response, _unknown_page(error), **values)

    return answer


def problem_page(
    response: JSONResponse,
    detail: str | None = None,
    *,
    typed: str = "",
    back: tuple[str, str] | None = None,
    demo: bool = False,
) -> Response:
    """`back`: the address and the name of the page whose form was refused."""
    problem = json.loads(bytes(response.body))
    status = response.status_code
    headers = {name: response.headers[name] for name in PASSED_HEADERS if name in response.headers}
    values = {
        "title": TITLES.get(status, "This did not work"),
        "status": status,
        "detail": detail or problem["detail"],
        "errors": problem.get("errors", []),
        "request_id": correlation_id.get() if status >= 500 else None,
        "typed": typed,
        "back": back,
        "demo": demo,
    }
    return page("error", values, status, headers)


def _typed(request: Request) -> str:
    form: Form | None = getattr(request.state, "form", None)
    if form is None:
        return ""
    return "\n".join(text for name in TYPED_FIELDS for text in form.fields.get(name, ()) if text.strip())


def _back(request: Request) -> tuple[str, str] | None:
    found = FORM_ADDRESS.match(request.url.path) if request.method == "POST" else None
    return (found[0], found[1]) if found else None


def _unknown_page(error: Exception) -> str | None:
    unknown = isinstance(error, StarletteHTTPException) and not isinstance(error, ApiError)
    return "the desk has no page at this address" if unknown and error.status_code == 404 else None  # type: ignore[attr-defined]
