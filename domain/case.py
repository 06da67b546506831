"""A case: what a creator posted, the facts known about it, and who, where and when."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, JsonValue, field_validator, model_validator

from domain.base import Value

MOST_PARTS = 10_000
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def is_text(text: str) -> str:
    """Raises ValueError where there is anything in it that cannot be shown and kept."""
    stray = NOT_TEXT.search(text)
    if stray:
        raise ValueError(f"control character U+{ord(stray[0]):04X} at offset {stray.start()}: remove it")
    return text


def is_measured(fact: JsonValue) -> JsonValue:
    """Raises ValueError where a number in it is none, or a text is not text."""
    match fact:
        case float() if not math.isfinite(fact):
            raise ValueError(f"{fact} is no measurement: give a number, or leave the fact out where it is not known")
        case str():
            is_text(fact)
        case Mapping():
            for name, part in fact.items():
                is_text(name)
                is_measured(part)
        case list():
            for part in fact:
                is_measured(part)
    return fact


Words = Annotated[str, AfterValidator(is_text)]
Name = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(is_text)]
Fact = Annotated[JsonValue, AfterValidator(is_measured)]


class ContentKind(StrEnum):
    TRANSCRIPT = "transcript"
    CAPTION = "caption"
    TITLE = "title"
    OCR = "ocr"
    PROFILE = "profile"
    COMMENT = "comment"
    LISTING = "listing"
    OTHER = "other"


class ContentItem(Value):
    id: Name
    kind: ContentKind = ContentKind.OTHER
    text: Words


class Case(Value):
    """`market` is a code the corpus knows (None: only clauses that bind everywhere); `language` is an ISO 639-1
    code (None: found from the content); `content_date` None means the day of the decision. `facts` are named
    measurements that clause checks may read."""

    id: Name
    creator_id: Name | None = None
    market: Words | None = None
    language: Words | None = None
    content_date: date | None = None
    scope: Words | None = None
    content: tuple[ContentItem, ...] = ()
    facts: dict[Name, Fact] = {}

    @field_validator("market")
    @classmethod
    def _upper(cls, market: str | None) -> str | None:
        return market.upper() if market else None

    @model_validator(mode="after")
    def _has_something_to_judge(self) -> "Case":
        if not any(item.text.strip() for item in self.content) and not self.facts:
            raise ValueError("the case has neither content nor facts: give at least one content item with text")
        repeated = sorted(i for i, times in Counter(item.id for item in self.content).items() if times > 1)
        if repeated:
            raise ValueError(f"content ids must differ; repeated: {', '.join(repeated)}")
        return self

    @property
    def size(self) -> int:
        """Characters of content."""
        return sum(len(item.text) for item in self.content)

    @property
    def parts(self) -> int:
        """Content items, and values in the facts, those within others too."""
        left, number = list(self.facts.values()), len(self.content)
        while left:
            number += 1
            match left.pop():
                case Mapping() as named:
                    left.extend(named.values())
                case list() as listed:
                    left.extend(listed)
        return number

    def excess(self, most_chars: float = math.inf) -> str | None:
        """What no case that is handed in may have so much of; what is on record is read whatever it has."""
        if self.parts > MOST_PARTS:
            told = f"{self.parts:,} content items and values of facts, and a case has at most {MOST_PARTS:,}"
            return f"{told}: leave some out, or split it"
        if self.size > most_chars:
            return f"{self.size:,} characters of content, and a case has at most {most_chars:,}: split it"
        return None

    def item(self, item_id: str) -> ContentItem | None:
        return next((item for item in self.content if item.id == item_id), None)
