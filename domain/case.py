"""A case: the content of a creator, known facts about it, and its market, language and date."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, JsonValue, field_validator, model_validator

from domain.base import FrozenModel

MAX_ENTRIES = 10_000
CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def check_text(text: str) -> str:
    """Raises ValueError if the text contains a control character or a lone surrogate."""
    found = CONTROL_CHARACTER.search(text)
    if found:
        raise ValueError(f"control character U+{ord(found[0]):04X} at offset {found.start()}: remove it")
    return text


def check_fact(fact: JsonValue) -> JsonValue:
    """Raises ValueError if the value contains NaN, infinity or a control character, at any depth."""
    match fact:
        case float() if not math.isfinite(fact):
            raise ValueError(
                f"{fact} is not a valid number: give a finite number, or leave the fact out if it is unknown"
            )
        case str():
            check_text(fact)
        case Mapping():
            for name, value in fact.items():
                check_text(name)
                check_fact(value)
        case list():
            for value in fact:
                check_fact(value)
    return fact


CleanText = Annotated[str, AfterValidator(check_text)]
ShortText = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(check_text)]
Fact = Annotated[JsonValue, AfterValidator(check_fact)]


class ContentKind(StrEnum):
    """Where in a post the text comes from."""

    TRANSCRIPT = "transcript"
    CAPTION = "caption"
    TITLE = "title"
    OCR = "ocr"
    PROFILE = "profile"
    COMMENT = "comment"
    LISTING = "listing"
    OTHER = "other"


class ContentItem(FrozenModel):
    """One text of a post; `id` is unique within the case."""

    id: ShortText
    kind: ContentKind = ContentKind.OTHER
    text: CleanText


class Case(FrozenModel):
    """A submitted case with at least one text or fact.

    `market`: a code that the corpus declares (None: only clauses without markets apply). `language`: ISO 639-1 (None:
    detected from the content). `content_date`: when it was posted (None: the day of the decision). `scope`: a scope
    that the corpus declares. `facts`: named JSON values that clause checks read as `facts.<name>`.
    """

    id: ShortText
    creator_id: ShortText | None = None
    market: CleanText | None = None
    language: CleanText | None = None
    content_date: date | None = None
    scope: CleanText | None = None
    content: tuple[ContentItem, ...] = ()
    facts: dict[ShortText, Fact] = {}

    @field_validator("market")
    @classmethod
    def _upper_case(cls, market: str | None) -> str | None:
        return market.upper() if market else None

    @model_validator(mode="after")
    def _check_content(self) -> "Case":
        if not any(item.text.strip() for item in self.content) and not self.facts:
            raise ValueError("the case has neither content nor facts: give at least one content item with text")
        repeated = sorted(i for i, times in Counter(item.id for item in self.content).items() if times > 1)
        if repeated:
            raise ValueError(f"content ids must differ; repeated: {', '.join(repeated)}")
        return self

    @property
    def content_characters(self) -> int:
        """The number of characters in all content items."""
        return sum(len(item.text) for item in self.content)

    @property
    def entry_count(self) -> int:
        """The number of content items plus all values in the facts, nested ones included."""
        unvisited, count = list(self.facts.values()), len(self.content)
        while unvisited:
            count += 1
            match unvisited.pop():
                case Mapping() as mapping:
                    unvisited.extend(mapping.values())
                case list() as values:
                    unvisited.extend(values)
        return count

    def limit_exceeded(self, max_content_chars: float = math.inf) -> str | None:
        """Why a submitted case is too large, or None. Stored cases are not checked."""
        if self.entry_count > MAX_ENTRIES:
            excess = f"{self.entry_count:,} content items and values of facts, and a case has at most {MAX_ENTRIES:,}"
            return f"{excess}: leave some out, or split it"
        if self.content_characters > max_content_chars:
            excess = f"{self.content_characters:,} characters of content, and a case has at most {max_content_chars:,}"
            return f"{excess}: split it"
        return None

    def item(self, item_id: str) -> ContentItem | None:
        return next((item for item in self.content if item.id == item_id), None)
