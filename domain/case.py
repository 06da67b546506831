"""A case: what a creator posted, the facts known about it, and who, where and when."""

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
    """Raises ValueError where there is anything in it that cannot be shown and kept."""
    stray = CONTROL_CHARACTER.search(text)
    if stray:
        raise ValueError(f"control character U+{ord(stray[0]):04X} at offset {stray.start()}: remove it")
    return text


def check_fact(fact: JsonValue) -> JsonValue:
    """Raises ValueError where a number in it is none, or a text is not text."""
    match fact:
        case float() if not math.isfinite(fact):
            raise ValueError(f"{fact} is no measurement: give a number, or leave the fact out where it is not known")
        case str():
            check_text(fact)
        case Mapping():
            for name, part in fact.items():
                check_text(name)
                check_fact(part)
        case list():
            for part in fact:
                check_fact(part)
    return fact


CleanText = Annotated[str, AfterValidator(check_text)]
Name = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(check_text)]
Fact = Annotated[JsonValue, AfterValidator(check_fact)]


class ContentKind(StrEnum):
    TRANSCRIPT = "transcript"
    CAPTION = "caption"
    TITLE = "title"
    OCR = "ocr"
    PROFILE = "profile"
    COMMENT = "comment"
    LISTING = "listing"
    OTHER = "other"


class ContentItem(FrozenModel):
    id: Name
    kind: ContentKind = ContentKind.OTHER
    text: CleanText


class Case(FrozenModel):
    """`market` is a code the corpus knows (None: only clauses that bind everywhere); `language` is an ISO 639-1
    code (None: found from the content); `content_date` None means the day of the decision. `facts` are named
    measurements that clause checks may read."""

    id: Name
    creator_id: Name | None = None
    market: CleanText | None = None
    language: CleanText | None = None
    content_date: date | None = None
    scope: CleanText | None = None
    content: tuple[ContentItem, ...] = ()
    facts: dict[Name, Fact] = {}

    @field_validator("market")
    @classmethod
    def _upper_case(cls, market: str | None) -> str | None:
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
    def content_characters(self) -> int:
        """Characters of content."""
        return sum(len(item.text) for item in self.content)

    @property
    def entry_count(self) -> int:
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

    def limit_exceeded(self, max_content_chars: float = math.inf) -> str | None:
        """What no case that is handed in may have so much of; what is on record is read whatever it has."""
        if self.entry_count > MAX_ENTRIES:
            told = f"{self.entry_count:,} content items and values of facts, and a case has at most {MAX_ENTRIES:,}"
            return f"{told}: leave some out, or split it"
        if self.content_characters > max_content_chars:
            return f"{self.content_characters:,} characters of content, and a case has at most {max_content_chars:,}: split it"
        return None

    def item(self, item_id: str) -> ContentItem | None:
        return next((item for item in self.content if item.id == item_id), None)
