"""One call of the API as data: what the generated methods make and the connections send."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import uuid4

IDEMPOTENCY_KEY = "Idempotency-Key"
SAFE_TO_REPEAT = {"GET", "PUT", "DELETE"}


@dataclass(frozen=True)
class Call:
    """`path` has its ids in it. `query` and `headers` without the values that are None. `body` is JSON; None: no body.
    `takes_key`: the route takes an idempotency key, and gets one that no other call has if the caller gives none."""

    method: str
    path: str
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    body: Any = None
    takes_key: bool = False

    @property
    def is_repeatable(self) -> bool:
        """Whether sending it twice has the effect of sending it once."""
        return self.method in SAFE_TO_REPEAT or IDEMPOTENCY_KEY in self.headers

    def on_page(self, cursor: str) -> "Call":
        return replace(self, query={**self.query, "cursor": cursor})


def make_call(
    method: str,
    path: str,
    ids: Mapping[str, str],
    *,
    query: Mapping[str, Any],
    headers: Mapping[str, str | None],
    body: Any = None,
    takes_key: bool = False,
) -> Call:
    """`path` is that of the OpenAPI document, such as `/v1/decisions/{decision_id}`. Raises ValueError for an empty
    id, which would call another route."""
    if empty := [name for name, value in ids.items() if not value]:
        raise ValueError(f"{empty[0]} is empty")
    given = {name: value for name, value in headers.items() if value is not None}
    if takes_key:
        given.setdefault(IDEMPOTENCY_KEY, uuid4().hex)
    return Call(
        method,
        path.format(**{name: quote(value, safe="") for name, value in ids.items()}),
        {name: _text(value) for name, value in query.items() if value is not None},
        given,
        body,
        takes_key,
    )


def _text(value: object) -> object:
    """A day or time as ISO 8601; `httpx` writes numbers and truth values as the API reads them."""
    return value.isoformat() if isinstance(value, date) else value
