"""Enums that compare as numbers and serialise as names."""

from enum import IntEnum
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, PlainSerializer


class OrderedEnum(IntEnum):
    """In JSON a member is its lower-case name; validation accepts that name or the number."""

    @property
    def label(self) -> str:
        return self.name.lower()

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return next((member for member in cls if member.label == value), None)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> Any:
        as_label = PlainSerializer(lambda member: member.label, return_type=str, when_used="json")
        return as_label.__get_pydantic_core_schema__(source, handler)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "enum": [member.label for member in cls]}
