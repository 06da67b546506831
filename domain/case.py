"""A case: the content of a creator, known facts about it, and its market, language and date."""

import math
from collections import Counter
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from domain.base import FrozenModel, is_empty, is_none
from domain.days import check_asked
from domain.facts import Fact, characters_of, values_of
from domain.media import Media, MediaRegion, number_media
from domain.notice import AccountType, Notice
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
AskedDay = Annotated[Day, AfterValidator(check_asked)]
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
    comes from it. `region`: where in a medium of the case it was read.
    """

    model_config = ConfigDict(json_schema_extra=lambda schema: schema.update(required=["text"]))

    id: ShortText
    kind: ContentKind = ContentKind.OTHER
    text: CleanText
    replies_to: CleanText | None = None
    region: MediaRegion | None = Field(default=None, exclude_if=is_none)

    @field_validator("replies_to")
    @classmethod
    def _blank_to_none(cls, text: str | None) -> str | None:
        return None if text is None or is_blank(text) else text


class Case(FrozenModel):
    """A submitted case with at least one text, medium or fact.

    `subject`: only clauses about it apply. `market`: a code that the corpus declares (None: only clauses without
    markets apply). `language`: ISO 639-1 (None: detected from the content). `content_date`: when it was posted (None:
    the day of the decision). `scope`: a scope that the corpus declares. `live`: whether it was broadcast live (None:
    not known). `url`: where the post can be seen; letters to the creator show it, and nothing opens it. `facts`: named
    JSON values that clause checks read as `facts.<name>`. `media`: pictures, videos and sound; what is read in them
    becomes content with a `region`. `account_type`: the creator's (None: not known). `notice`: who notified the
    platform of it; no judge reads it.
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
    media: tuple[Media, ...] = Field(default=(), exclude_if=is_empty)
    facts: dict[ShortText, Fact] = {}
    account_type: AccountType | None = None
    notice: Notice | None = None

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

    @field_validator("media", mode="before")
    @classmethod
    def _number_media(cls, media: Any) -> Any:
        return number_media(media)

    @model_validator(mode="after")
    def _check_content(self) -> "Case":
        if all(is_blank(item.text) for item in self.content) and not (self.facts or self.media):
            raise ValueError("the case has neither content nor facts: give at least one content item with text")
        for name, ids in (("content", [item.id for item in self.content]), ("media", [one.id for one in self.media])):
            if repeated := sorted(i for i, times in Counter(ids).items() if times > 1):
                raise ValueError(f"{name} ids must differ; repeated: {', '.join(repeated)}")
        return self

    @model_validator(mode="after")
    def _check_regions(self) -> "Case":
        unknown = {item.region.media_id for item in self.content if item.region} - {one.id for one in self.media}
        if unknown:
            raise ValueError(f"content names media that the case lacks: {', '.join(sorted(unknown))}")
        return self

    @property
    def content_characters(self) -> int:
        """The number of characters in the texts of all content items, and in those that they reply to."""
        return sum(len(item.text) + len(item.replies_to or "") for item in self.content)

    @property
    def other_characters(self) -> int:
        """The number of characters in all facts, their names, and all ids; a number counts its digits."""
        ids = (*(item.id for item in self.content), *(one.id for one in self.media))
        fields = (self.id, self.creator_id, self.market, self.language, self.scope, self.url, *ids)
        return sum(len(field or "") for field in fields) + sum(map(characters_of, values_of(self.facts)))

    @property
    def entry_count(self) -> int:
        """The number of content items plus all values in the facts, nested ones included."""
        return len(self.content) + len(self.media) + sum(1 for _ in values_of(*self.facts.values()))

    def refusal(self, now: datetime, max_content_chars: float = math.inf) -> str | None:
        """Why a submitted case is refused, or None. Stored cases are not checked."""
        of_notice = self.notice.refusal(now) if self.notice else None
        return of_notice or self.limit_exceeded(max_content_chars)

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

    @property
    def forged_reading(self) -> str | None:
        """What a submitted case says of its media that only reading their files may say, with what to do, or None.
        Stored cases are not checked: there it was read."""
        for one in self.media:
            if not one.is_as_submitted:
                return f"media {one.id}: give the id and the source alone: the rest is found when the file is read"
        for item in self.content:
            region = item.region
            if region is None:
                continue
            if item.kind is not ContentKind.TRANSCRIPT:
                return f"content {item.id}: leave out the region: only a transcript may name the medium that it is of"
            if region.box is not None or region.lines:
                return f"content {item.id}: a transcript has times, and no place in a picture: leave out box and lines"
        return None

    @property
    def media_gaps(self) -> tuple[str, ...]:
        """What was not read, in words, such as `photo-1 was not read: the link has expired`."""
        return tuple(f"{one.id} {one.gap}" for one in self.media if one.gap)

    def item(self, item_id: str) -> ContentItem | None:
        return next((item for item in self.content if item.id == item_id), None)
