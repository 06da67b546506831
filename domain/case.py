"""A case: the content of a creator, known facts about it, and its market, language and date."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, JsonValue, field_validator, model_validator

from domain.base import FrozenModel

MAX_ENTRIES = 10_000
MAX_FACT_DEPTH = 32  # checks and prompts read facts by recursion; a fact of a post needs a few levels
# White space, and the characters that Unicode lists as invisible: fillers, joiners, selectors, marks of direction.
BLANK = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]*"
)
CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def is_blank(text: str) -> bool:
    """Whether a person sees nothing."""
    return BLANK.fullmatch(text) is not None


def check_text(text: str) -> str:
    """Raises ValueError if the text contains a control character or a lone surrogate."""
    found = CONTROL_CHARACTER.search(text)
    if found:
        raise ValueError(f"control character U+{ord(found[0]):04X} at offset {found.start()}: remove it")
    return text


def check_depth(fact: Any) -> Any:
    """Raises ValueError if the value has lists and objects within too many others."""
    level, depth = [fact], 0
    while level:
        if depth == MAX_FACT_DEPTH:
            raise ValueError(f"lists and objects within more than {depth} others: give the fact a flatter form")
        level, depth = [inner for value in level for inner in _inner_values(value)], depth + 1
    return fact


def check_fact(fact: JsonValue) -> JsonValue:
    """Raises ValueError if the value has NaN, infinity or a control character at any depth."""
    for value in _values(fact):
        match value:
            case float() if not math.isfinite(value):
                raise ValueError(
                    f"{value} is not a valid number: give a finite number, or leave the fact out if it is unknown"
                )
            case str():
                check_text(value)
            case Mapping():
                check_text(" ".join(value))
    return fact


def _values(*facts: JsonValue) -> Iterator[JsonValue]:
    """The values and all values in them."""
    unvisited = [*facts]
    while unvisited:
        value = unvisited.pop()
        yield value
        unvisited += _inner_values(value)


def _inner_values(fact: JsonValue) -> Iterable[JsonValue]:
    match fact:
        case Mapping():
            return fact.values()
        case list():
            return fact
    return ()


def _characters(fact: JsonValue) -> int:
    """Of the value itself and of the names in it; the values in it are not counted."""
    match fact:
        case str():
            return len(fact)
        case Mapping():
            return sum(map(len, fact))
        case int():
            return 1 + fact.bit_length() // 3
    return 1


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


Day = Annotated[date, BeforeValidator(read_day)]
CleanText = Annotated[str, AfterValidator(check_text)]
ShortText = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(check_text)]
Fact = Annotated[JsonValue, BeforeValidator(check_depth), AfterValidator(check_fact)]


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
    """One text of a post; `id` is unique within the case. A case numbers items without one: `content-1` and so on."""

    model_config = ConfigDict(json_schema_extra=lambda schema: schema.update(required=["text"]))

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
    content_date: Day | None = None
    scope: CleanText | None = None
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
        """The number of characters in the texts of all content items."""
        return sum(len(item.text) for item in self.content)

    @property
    def other_characters(self) -> int:
        """The number of characters in all facts, their names, and all ids; a number counts its digits."""
        fields = (self.id, self.creator_id, self.market, self.language, self.scope, *(item.id for item in self.content))
        return sum(len(field or "") for field in fields) + sum(map(_characters, _values(self.facts)))

    @property
    def entry_count(self) -> int:
        """The number of content items plus all values in the facts, nested ones included."""
        return len(self.content) + sum(1 for _ in _values(*self.facts.values()))

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
