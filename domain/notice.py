"""Notices (Art. 16, Digital Services Act): who notified the platform of a post, when, and of what."""

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from domain.base import FrozenModel
from domain.classification import Category
from domain.languages import check_language
from domain.plain_text import check_text

PREFIX = "STATEMENT_CATEGORY_"
NOT_SPECIFIED = "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"
TIME_WITH_ZONE = re.compile(r"\d{4}-\d\d-\d\d[Tt ].*([Zz]|[+-]\d\d(:?\d\d)?)", re.ASCII)
EARLIEST, MAX_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), timedelta(days=1)  # clocks differ, and so do zones
FIRST_TIME, LAST_TIME = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
IDENTIFIER = re.compile(r"[!-?A-~]+")  # visible characters of ASCII without @


class NoticeSource(StrEnum):
    """Who notified. An order of an authority (Art. 9) is no notice."""

    USER = "user"
    TRUSTED_FLAGGER = "trusted_flagger"
    AUTHORITY = "authority"


class NoticeGround(StrEnum):
    """What the notice claims: illegal content (Art. 16), or content that does not fit the terms."""

    ILLEGAL = "illegal"
    TERMS = "terms"


class AccountType(StrEnum):
    """`business`: the creator is a business user of the platform (Regulation (EU) 2019/1150)."""

    BUSINESS = "business"
    PRIVATE = "private"


def _with_prefix(code: object) -> object:
    """As in the front matter of a policy: `scams_and_fraud`."""
    return f"{PREFIX}{code.upper()}" if isinstance(code, str) and not code.startswith(PREFIX) else code


def _require_zone(value: object) -> object:
    """A number would be read as seconds since 1970."""
    if isinstance(value, datetime) or (isinstance(value, str) and TIME_WITH_ZONE.fullmatch(value.strip())):
        return value
    raise ValueError("give the time as text with its zone, such as 2026-11-21T09:30:00+01:00")


class Notice(FrozenModel):
    """The notice that led to a case. `category`: of the alleged content, as in a policy. `notifier_id`: the platform's
    id of who notified, never a name; only the counts of misuse use it, and no text shows it. `language`: of the texts
    that answer the notice (ISO 639-1; None: English)."""

    source: NoticeSource
    received_at: Annotated[AwareDatetime, BeforeValidator(_require_zone)]
    ground: NoticeGround = NoticeGround.ILLEGAL
    category: Annotated[Category, BeforeValidator(_with_prefix)] = NOT_SPECIFIED
    notifier_id: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(check_text)] | None = None
    language: Annotated[str, AfterValidator(check_language)] | None = None

    @property
    def received(self) -> datetime:
        """UTC. A time beyond the calendar, as only an older Clausewise stored, is the nearest one of the calendar."""
        try:
            return self.received_at.astimezone(UTC)
        except OverflowError:
            return FIRST_TIME if self.received_at < EARLIEST else LAST_TIME

    def refusal(self, now: datetime) -> str | None:
        """Why a submitted notice is refused, or None. Stored ones are not checked."""
        if not EARLIEST <= self.received <= now + MAX_AHEAD:
            return (
                f"notice.received_at: {self.received_at.isoformat()} is before {EARLIEST.year} or in the future: give "
                "the time at which the notice came in"
            )
        if self.notifier_id is not None and not IDENTIFIER.fullmatch(self.notifier_id):
            return (
                "notice.notifier_id: give the platform's id of the notifier, never a name or an address: letters, "
                "digits and signs of ASCII, without spaces and without @"
            )
        return None

    @property
    def source_type(self) -> str:
        """In the codes of the Transparency Database."""
        if self.source is NoticeSource.TRUSTED_FLAGGER:
            return "SOURCE_TRUSTED_FLAGGER"
        is_of_article_16 = self.source is NoticeSource.USER and self.ground is NoticeGround.ILLEGAL
        return "SOURCE_ARTICLE_16" if is_of_article_16 else "SOURCE_TYPE_OTHER_NOTIFICATION"
