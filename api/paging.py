"""Pages of lists, and their cursors as opaque text in URLs."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict

from api.problem import ApiError
from domain.plain_text import check_text
from store.database import Cursor

T = TypeVar("T")
Row = TypeVar("Row")
CursorParameter = Annotated[str | None, Query(max_length=500, description="`next_cursor` of the previous page.")]
MAX_NUMBER = 2**31  # of a column of whole numbers
Limit = Annotated[int, Query(ge=1, le=200, description="Items per page.")]


class Page(BaseModel, Generic[T]):
    """`next_cursor` asks for the next page; null on the last page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: tuple[T, ...]
    next_cursor: str | None = None


def make_page(
    rows: Sequence[Row], limit: int, convert: Callable[[Row], T], position: Callable[[Row], Cursor]
) -> Page[T]:
    """`rows` are one more than `limit` if there is a next page; `position` is the place of a row in the list."""
    shown = rows[:limit]
    next_cursor = encode_cursor(position(shown[-1])) if len(rows) > limit else None
    return Page(items=tuple(map(convert, shown)), next_cursor=next_cursor)


def encode_cursor(cursor: Cursor) -> str:
    return encode_position((cursor[0].isoformat(), cursor[1]))


def decode_cursor(text: str | None) -> Cursor | None:
    """None for the first page. Raises ApiError for text that `encode_cursor` did not make."""
    if text is None:
        return None
    at, row_id = decode_position(text, 2)
    return read_time(at), str(row_id)


def encode_position(values: Sequence[str | int]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def decode_position(text: str, count: int) -> list[str | int]:
    """So many texts and numbers. Raises ApiError for text that `encode_position` did not make."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        found = [check_text(value) if isinstance(value, str) else int(value) for value in values]
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise invalid_cursor() from error
    if len(found) != count or any(isinstance(value, int) and abs(value) > MAX_NUMBER for value in found):
        raise invalid_cursor()
    return found


def read_time(text: str | int) -> datetime:
    """Of a position. Raises ApiError."""
    try:
        at = datetime.fromisoformat(str(text))
        at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise invalid_cursor() from error
    if at.tzinfo is None:
        raise invalid_cursor()
    return at


def invalid_cursor() -> ApiError:
    return ApiError(422, "invalid-cursor", "invalid cursor: give the `next_cursor` of a page, or leave `cursor` out")
