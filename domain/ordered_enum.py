"""Ordered values that people call by name: compared as numbers, written and read as words."""

from enum import IntEnum
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, PlainSerializer


class OrderedEnum(IntEnum):
    """In JSON a member is its name in small letters; what is read may be that name or the number."""

    @property
    def word(self) -> str:
        return self.name.lower()

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return next((grade for grade in cls if grade.word == value), None)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> Any:
        as_word = PlainSerializer(lambda grade: grade.word, return_type=str, when_used="json")
        return as_word.__get_pydantic_core_schema__(source, handler)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "enum": [grade.word for grade in cls]}
