"""A case: the content of a creator, known facts about it, and its market, language and date."""

import math
from collections import Counter
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from domain.base import FrozenModel
from domain.facts import Fact, characters_of, values_of
from domain.plain_text import check_text, is_blank
from domain.subject import Subject

MAX_ENTRIES = 10_000
MAX_URL_CHARS = 2_000  # browsers and mail programs open longer ones seldom
UNSAFE_IN_URL = frozenset(' "<>\\^`{|}')


def read_day(value: object) -> object:
    """Of a time, the day that it names in its own zone. Raises ValueError for other text and for numbers."""
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(str(value).strip() if isinstance(value, str) else "").date()
    except ValueError:
        raise ValueError("give the day alone, such as 2026-10-02") from None


def check_url(url: str) -> str:
    """Raises ValueError unless it is a web address that a letter can show: without a name or password before the host,
    without spaces, and without characters that hide or turn it around."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValueError("give the address of the post with https://, or leave it out") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("give the address of the post with https://, or leave it out")
    if "@" in parts.netloc or not (url.isascii() and url.isprintable()) or UNSAFE_IN_URL & set(url):
        raise ValueError("the address has a user name, spaces or characters that no address has: encode or remove them")
    return url


Day = Annotated[date, BeforeValidator(read_day)]
CleanText = Annotated[str, AfterValidator(check_text)]
ShortText = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(check_text)]
Url = Annotated[str, Field(max_length=MAX_URL_CHARS), AfterValidator(check_text), AfterValidator(check_url)]


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
    """One text of a post; `id` is unique within the case. A case numbers items without one: `content-1` and so on.
    `replies_to`: the text that it answers, such as the comment above it. Only language models read it, and no quote
    comes from it.
    """

    model_config = ConfigDict(json_schema_extra=lambda schema: schema.update(required=["text"]))

    id: ShortText
    kind: ContentKind = ContentKind.OTHER
    text: CleanText
    replies_to: CleanText | None = None

    @field_validator("replies_to")
    @classmethod
    def _blank_to_none(cls, text: str | None) -> str | None:
        return None if text is None or is_blank(text) else text


class Case(FrozenModel):
    """A submitted case with at least one text or fact.

    `subject`: only clauses about it apply. `market`: a code that the corpus declares (None: only clauses without
    markets apply). `language`: ISO 639-1 (None: detected from the content). `content_date`: when it was posted (None:
    the day of the decision). `scope`: a scope that the corpus declares. `live`: whether it was broadcast live (None:
    not known). `url`: where the post can be seen; letters to the creator show it, and nothing opens it. `facts`: named
    JSON values that clause checks read as `facts.<name>`.
    """

    id: ShortText
    creator_id: ShortText | None = None
    subject: Subject = Subject.POST
    market: CleanText | None = None
    language: CleanText | None = None
    content_date: Day | None = None
    scope: CleanText | None = None
    live: bool | None = None
    url: Url | None = None
    content: tuple[ContentItem, ...] = ()
    facts: dict[ShortText, Fact] = {}

    @field_validator("market")
    @classmethod
    def _upper_case(cls, market: str | None) -> str | None:
        return market.upper() if market else None

    @field_validator("content", mode="before")
    @classmethod
    def _number_items(cls, content: Any) -> Any:
        """By their position."""
        if not isinstance(content, (list, tuple)):
            return content
        return [{"id": f"content-{n}", **item} if isinstance(item, dict) else item for n, item in enumerate(content, 1)]

    @model_validator(mode="after")
    def _check_content(self) -> "Case":
        if all(is_blank(item.text) for item in self.content) and not self.facts:
            raise ValueError("the case has neither content nor facts: give at least one content item with text")
        repeated = sorted(i for i, times in Counter(item.id for item in self.content).items() if times > 1)
        if repeated:
            raise ValueError(f"content ids must differ; repeated: {', '.join(repeated)}")
        return self

    @property
    def content_characters(self) -> int:
        """The number of characters in the texts of all content items, and in those that they reply to."""
        return sum(len(item.text) + len(item.replies_to or "") for item in self.content)

    @property
    def other_characters(self) -> int:
        """The number of characters in all facts, their names, and all ids; a number counts its digits."""
        ids = (item.id for item in self.content)
        fields = (self.id, self.creator_id, self.market, self.language, self.scope, self.url, *ids)
        return sum(len(field or "") for field in fields) + sum(map(characters_of, values_of(self.facts)))

    @property
    def entry_count(self) -> int:
        """The number of content items plus all values in the facts, nested ones included."""
        return len(self.content) + sum(1 for _ in values_of(*self.facts.values()))

    def limit_exceeded(self, max_content_chars: float = math.inf) -> str | None:
        """Why a submitted case is too large, or None. Stored cases are not checked. The limit holds for the content,
        and again for everything else."""
        for number, counted, limit, remedy in (
            (self.entry_count, "content items and values of facts", MAX_ENTRIES, "leave some out, or split it"),
            (self.content_characters, "characters of content", max_content_chars, "split it"),
            (self.other_characters, "characters of facts, names and ids", max_content_chars, "leave some out"),
        ):
            if number > limit:
                return f"{number:,} {counted}, and a case has at most {limit:,}: {remedy}"
        return None

    def item(self, item_id: str) -> ContentItem | None:
        return next((item for item in self.content if item.id == item_id), None)
