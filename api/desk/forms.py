"""Reads a form that a browser sent: a few short fields, each with its limit."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request

from api.problem import ApiError
from domain.plain_text import check_text

FORM = "application/x-www-form-urlencoded"
MAX_FIELDS = 300  # an amendment names each violated clause once


@dataclass(frozen=True)
class Form:
    """`fields` maps a name to its values, in order."""

    fields: Mapping[str, tuple[str, ...]]

    def text(self, name: str, max_chars: int = 500) -> str:
        """The value without white space around it; empty if it is missing. Raises ApiError if it is repeated, too long
        or has a control character."""
        values = self.fields.get(name, ())
        if len(values) > 1:
            raise ApiError(422, "invalid-request", f"the form has the field `{name}` {len(values)} times: send it once")
        value = values[0].replace("\r\n", "\n").strip() if values else ""
        if len(value) > max_chars:
            detail = f"`{name}` has {len(value):,} characters, and at most {max_chars:,} are stored: shorten it"
            raise ApiError(422, "invalid-request", detail)
        return _clean(name, value)

    def texts(self, name: str, max_chars: int = 200) -> tuple[str, ...]:
        """All values of a field that may be repeated. Raises ApiError."""
        values = self.fields.get(name, ())
        if any(len(value) > max_chars for value in values):
            raise ApiError(422, "invalid-request", f"a value of `{name}` is longer than {max_chars} characters")
        return tuple(_clean(name, value) for value in values)

    def require_only(self, *names: str) -> None:
        """Raises ApiError for a field that the page does not have."""
        for name in self.fields:
            if name not in names:
                detail = f"unknown field `{name[:50]}`: this form has {', '.join(f'`{known}`' for known in names)}"
                raise ApiError(422, "invalid-request", detail)


async def read_form(request: Request) -> Form:
    """Raises ApiError."""
    body = await request.body()
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and media_type != FORM:
        raise ApiError(415, "unsupported-media-type", f"send the form as {FORM}")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError as error:
        raise ApiError(400, "malformed-request", f"this is no form of at most {MAX_FIELDS} fields in UTF-8") from error
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    return Form(fields)


def _clean(name: str, value: str) -> str:
    try:
        return check_text(value)
    except ValueError as error:
        raise ApiError(422, "invalid-request", f"`{name}`: {error}") from error
