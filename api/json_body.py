"""Reads JSON bodies in a thread, and strictly: what two parsers could read differently is refused."""

import json
from collections.abc import Callable
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from starlette.types import Receive, Scope

from api.problem import ApiError, validation_problem

JSON = "application/json"
UTF_8_NAMES = ("utf-8", "utf8", "us-ascii")
MAX_FIELD_CHARS = 50
Validate = Callable[..., tuple[Any, list[dict[str, Any]]]]  # of a value and its `loc`: the validated value and errors


class _RepeatedName(ValueError):
    """An object has two fields of one name."""


class JsonRequest(Request):
    """Its body is one JSON value. Both happen in a thread, because a large body would keep the
    event loop from answering anyone else."""

    def __init__(self, scope: Scope, receive: Receive, validate: Validate, limiter: CapacityLimiter) -> None:
        super().__init__(scope, receive)
        self._validate, self._limiter = validate, limiter

    async def json(self) -> Any:
        """The validated value. Raises ApiError."""
        return await to_thread.run_sync(self._read, await self.body(), limiter=self._limiter)

    def _read(self, body: bytes) -> Any:
        value, errors = self._validate(parse_json("the body", body), loc=("body",))
        if errors:
            raise validation_problem(errors)
        return value


def has_body(request: Request) -> bool:
    return "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"


def require_json(request: Request) -> None:
    """Raises ApiError if the body is announced as anything but JSON in UTF-8."""
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    kind = media_type.strip().lower()
    if kind != JSON and not (kind.startswith("application/") and kind.endswith("+json")):
        raise ApiError(415, "unsupported-media-type", f"send the body as {JSON}, and name it as Content-Type")
    require_utf_8(parameters)


def require_utf_8(parameters: str) -> None:
    """`parameters` are those of a Content-Type. Raises ApiError for another charset."""
    for parameter in parameters.split(";"):
        name, _, charset = parameter.partition("=")
        if name.strip().lower() == "charset" and charset.strip(' "').lower() not in UTF_8_NAMES:
            raise ApiError(415, "unsupported-media-type", "send JSON in UTF-8, the only charset that it has")


def parse_json(name: str, body: bytes) -> Any:
    """`name` says in errors what was read. Raises ApiError."""
    try:
        return json.loads(body.decode("utf-8-sig"), object_pairs_hook=_without_repetition)
    except UnicodeDecodeError as error:
        raise malformed_json(name, f"byte {error.start} is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise malformed_json(name, f"{error.msg} at character {error.pos}") from error
    except RecursionError as error:
        raise malformed_json(name, "it is nested too deeply") from error
    except _RepeatedName as error:
        raise ApiError(422, "invalid-request", f"{name} has the field {error} twice in one object: keep one") from error
    except ValueError as error:  # Python refuses to convert so many digits
        raise ApiError(422, "invalid-request", f"{name} holds a number of thousands of digits: shorten it") from error


def malformed_json(name: str, reason: str) -> ApiError:
    return ApiError(400, "malformed-json", f"{name} is not valid JSON: {reason}")


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        seen: set[str] = set()
        repeated = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise _RepeatedName(f"`{repeated[:MAX_FIELD_CHARS]}`")
    return fields
