"""A case: what a creator posted, the facts known about it, and who, where and when."""

import re
from datetime import date
from enum import StrEnum

from pydantic import Field, JsonValue, field_validator, model_validator

from domain.value import Value

NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


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
    id: str = Field(min_length=1)
    kind: ContentKind = ContentKind.OTHER
    text: str

    @field_validator("text")
    @classmethod
    def _is_text(cls, text: str) -> str:
        stray = NOT_TEXT.search(text)
        if stray:
            raise ValueError(f"control character U+{ord(stray[0]):04X} at offset {stray.start()}: remove it")
        return text


class Case(Value):
    """`market` is a code the corpus knows (None: only clauses that bind everywhere); `language` is an ISO 639-1
    code (None: found from the content); `content_date` None means the day of the decision. `facts` are named
    measurements that clause checks may read."""

    id: str = Field(min_length=1)
    creator_id: str | None = None
    market: str | None = None
    language: str | None = None
    content_date: date | None = None
    scope: str | None = None
    content: tuple[ContentItem, ...] = ()
    facts: dict[str, JsonValue] = {}

    @field_validator("market")
    @classmethod
    def _upper(cls, market: str | None) -> str | None:
        return market.upper() if market else None

    @model_validator(mode="after")
    def _has_something_to_judge(self) -> "Case":
        if not any(item.text.strip() for item in self.content) and not self.facts:
            raise ValueError("the case has neither content nor facts: give at least one content item with text")
        ids = [item.id for item in self.content]
        repeated = sorted({i for i in ids if ids.count(i) > 1})
        if repeated:
            raise ValueError(f"content ids must differ; repeated: {', '.join(repeated)}")
        return self

    def item(self, item_id: str) -> ContentItem | None:
        return next((item for item in self.content if item.id == item_id), None)
