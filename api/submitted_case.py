"""A case as a caller submits it: without an id, it gets one that follows from its content; its media are unread."""

import hashlib
import json
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from domain.case import Case

DIGEST_CHARS = 12


class _OptionalId:
    """For the OpenAPI document."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        found = handler(schema)
        definition = handler.resolve_ref_schema(found)
        definition.pop("required", None)  # of a case, only the id is
        return found


def _with_id(raw: Any) -> Any:
    """The same case gets the same id, so that a repeated request is the same request."""
    if not isinstance(raw, dict) or raw.get("id") is not None:
        return raw
    try:
        text = json.dumps({**raw, "id": None}, sort_keys=True)
    except (RecursionError, ValueError):  # too deep or with too many digits: validation says so
        return raw
    return {**raw, "id": f"case-{hashlib.sha256(text.encode()).hexdigest()[:DIGEST_CHARS]}"}


def _unread(case: Case) -> Case:
    """Raises ValueError for what only reading its media may say."""
    if forged := case.forged_reading:
        raise ValueError(forged)
    return case


SubmittedCase = Annotated[Case, BeforeValidator(_with_id), AfterValidator(_unread), _OptionalId()]
SUBMITTED_CASE: TypeAdapter[Case] = TypeAdapter(SubmittedCase)
